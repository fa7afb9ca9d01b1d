import { expect, test } from "vitest";
import { lowerNetwork } from "../../explore/lower-network.ts";
import { tensorNames } from "../../explore/tensor-names.ts";
import { graphBuilder } from "../../ir/builder.ts";
import { tensor, tensorType } from "../../ir/tensor.ts";
import { tinyMachine } from "./tiny-machine.ts";

test("tensors are called by inputs, layers and the model's weights, never by the compiler's ids", () => {
  const build = graphBuilder("names");
  const image = build.input("image", tensorType("f32", [1, 1, 2, 2]));
  const filters = build.constant("459", tensor("f32", [4, 1, 1, 1], [1, 2, 3, 4]));
  const bias = build.constant("conv.bias", tensor("f32", [4], [1, 2, 3, 4]));
  const attributes = { strides: [1, 1], pads: [0, 0, 0, 0], group: 1 };
  const sums = build.node("conv2d", [image, filters, bias], attributes, ["Conv_0"]);
  const [best, where] = build.nodeOf("top_k", [sums], { k: 1, axis: 1, largest: true, sorted: true }, ["TopK_1"]);
  build.output("best", best!);
  build.output("where", where!);
  const graph = build.build();
  const nameOf = tensorNames(graph, lowerNetwork(graph, tinyMachine.precision));
  expect([image, filters, bias, sums, best, where].map(value => nameOf(value!.id))).toEqual([
    "image",
    "weight of Conv_0",
    "conv.bias",
    "Conv_0",
    "TopK_1",
    "TopK_1 (result 2)",
  ]);
  expect(nameOf("scratch of TopK_1")).toBe("scratch of TopK_1");
});
