import { describe, expect, test } from "vitest";
import { activationsOf } from "../../explore/activations.ts";
import { graphBuilder } from "../../ir/builder.ts";
import { elementCount, tensor, tensorType } from "../../ir/tensor.ts";

const type = tensorType("f32", [1, 4]);

describe("activationsOf", () => {
  const build = graphBuilder("residual");
  const image = build.input("image", type);
  const first = build.node("relu", [image], {}); // step 0
  const second = build.node("relu", [first], {}); // step 1
  const flat = build.node("reshape", [second], { shape: [4] }); // step 2, an alias of second
  const weights = build.constant("weights", tensor("f32", [4], [1, 2, 3, 4]));
  const third = build.node("add", [flat, weights], {}); // step 3
  const unread = build.node("relu", [third], {}); // step 4
  const back = build.node("reshape", [third], { shape: [1, 4] }); // step 5, an alias of third
  const sum = build.node("add", [first, back], {}); // step 6
  build.output("sum", sum);
  const graph = build.build();
  const { tensors, aliases } = activationsOf(
    graph,
    ({ op }) => op === "reshape",
    ({ dims }) => elementCount(dims),
  );
  const span = (id: string): readonly [number, number] | undefined => {
    const found = tensors.find(live => live.id === id);
    return found === undefined ? undefined : [found.firstStep, found.lastStep];
  };

  test("inputs live from the first step to their last reader", () => expect(span("image")).toEqual([0, 0]));
  test("a skip connection lives until it is added", () => expect(span(first.id)).toEqual([0, 6]));
  test("an alias's readers keep the tensor alive", () => {
    expect(span(second.id)).toEqual([1, 3]);
    expect(span(third.id)).toEqual([3, 6]);
  });
  test("an alias takes no memory of its own", () => {
    expect(span(flat.id)).toBeUndefined();
    expect(aliases).toEqual(
      new Map([
        [second.id, [flat.id]],
        [third.id, [back.id]],
      ]),
    );
  });
  test("what nobody reads lives while it is made", () => expect(span(unread.id)).toEqual([4, 4]));
  test("outputs live to the end", () => expect(span(sum.id)).toEqual([6, 6]));
  test("constants are no activations", () => expect(span("weights")).toBeUndefined());
});
