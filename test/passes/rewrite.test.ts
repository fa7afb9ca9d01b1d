import { describe, expect, test } from "vitest";
import { graphBuilder } from "../../ir/builder.ts";
import { type Graph, resultOf } from "../../ir/graph.ts";
import { tensor, tensorType } from "../../ir/tensor.ts";
import { verifyGraph } from "../../ir/verify.ts";
import { rewrite, type Rule } from "../../passes/rewrite.ts";

const row = tensorType("f32", [1, 4]);

/** relu(relu(x)) = relu(x) */
const doubleRelu: Rule = (node, site) => {
  const producer = node.op === "relu" ? site.producerOf(node.operands[0]!) : undefined;
  return producer?.op === "relu" ? [resultOf(producer)] : undefined;
};

/** A chain of `length` relus named r0, r1, … */
const chain = (length: number): Graph => {
  const builder = graphBuilder("chain");
  let value = builder.input("x", row);
  for (let i = 0; i < length; i++) value = builder.node("relu", [value], {}, [`r${i}`]);
  builder.output("y", value);
  return builder.build();
};

const opsOf = (graph: Graph): string[] => graph.nodes.map(({ op }) => op);

describe("rewrite", () => {
  test("returns the same object where no rule fires", () => {
    const graph = chain(1);
    expect(rewrite(graph, [doubleRelu])).toBe(graph);
  });

  test("redirects readers and outputs to the replacement", () => {
    const graph = rewrite(chain(3), [doubleRelu]);
    expect(opsOf(graph)).toEqual(["relu"]);
    expect(graph.outputs).toEqual([{ name: "y", value: resultOf(graph.nodes[0]!).id }]);
    expect(graph.nodes[0]!.origins).toEqual(["r0"]);
  });

  test("leaves nodes alone that are not involved, down to the object", () => {
    const builder = graphBuilder("two branches");
    const x = builder.input("x", row);
    const kept = builder.node("add", [x, x], {}, ["sum"]);
    const twice = builder.node("relu", [builder.node("relu", [x], {}, ["a"])], {}, ["b"]);
    builder.output("y", builder.node("add", [kept, twice], {}, ["end"]));
    const before = builder.build();
    const after = rewrite(before, [doubleRelu]);
    expect(after.nodes[0]).toBe(before.nodes[0]);
    expect(opsOf(after)).toEqual(["add", "relu", "add"]);
  });

  /** relu(x + y) = reshape(relu(x + y)), once: a rule that makes a node out of two. */
  const flattenReluOfAdd: Rule = (node, site) => {
    const sum = node.op === "relu" ? site.producerOf(node.operands[0]!) : undefined;
    if (sum?.op !== "add") return undefined;
    const flat = sum.operands.map(id => site.node("reshape", [id], { shape: [4] }).id);
    return [site.node("reshape", [site.node("add", flat, {}).id], { shape: [1, 4] })];
  };

  const reluOfSum = (readTwice: boolean): Graph => {
    const builder = graphBuilder("relu of sum");
    const [x, y] = [builder.input("x", row), builder.input("y", row)];
    const sum = builder.node("add", [x, y], {}, ["sum"]);
    builder.output("out", builder.node("relu", [sum], {}, ["act"]));
    if (readTwice) builder.output("sum", sum);
    return builder.build();
  };

  test("new nodes carry the origins of all that died for them", () => {
    const graph = rewrite(reluOfSum(false), [flattenReluOfAdd]);
    expect(opsOf(graph)).toEqual(["reshape", "reshape", "add", "reshape"]);
    for (const node of graph.nodes) expect(node.origins).toEqual(["sum", "act"]);
  });

  test("a node that someone else reads survives and keeps its origins to itself", () => {
    const graph = rewrite(reluOfSum(true), [flattenReluOfAdd]);
    expect(opsOf(graph)).toEqual(["add", "reshape", "reshape", "add", "reshape"]);
    expect(graph.nodes.map(({ origins }) => origins.join())).toEqual(["sum", "act", "act", "act", "act"]);
  });

  test("new ids are unused ones", () => {
    const graph = rewrite(reluOfSum(false), [flattenReluOfAdd]);
    const ids = graph.nodes.map(node => resultOf(node).id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids).not.toContain("x");
    expect(ids.map(Number).every(id => id > 1)).toBe(true);
  });

  test("what replaces a new node stands before the new node's reader", () => {
    /** relu(x) = reshape(reshape(x)), by way of [4]; and a reshape to [4] goes by way of [2,2]. */
    const detour: Rule = (node, site) => {
      const [x = ""] = node.operands;
      const reshape = (id: string, shape: readonly number[]): string => site.node("reshape", [id], { shape }).id;
      if (node.op === "relu") return [site.valueOf(reshape(reshape(x, [4]), [1, 4]))];
      const [first, second] = (node.attributes["shape"] as readonly number[] | undefined) ?? [];
      const isFirst = first === 4 && second === undefined && site.typeOf(x).dims[0] === 1;
      return isFirst ? [site.valueOf(reshape(reshape(x, [2, 2]), [4]))] : undefined;
    };
    const graph = rewrite(chain(1), [detour]);
    expect(verifyGraph(graph)).toEqual([]);
    expect(graph.nodes.map(({ attributes }) => attributes["shape"])).toEqual([[2, 2], [4], [1, 4]]);
  });

  test("dead nodes and unread constants go with a change, and alone change nothing", () => {
    const withDeadParts = (twice: boolean): Graph => {
      const builder = graphBuilder("dead parts");
      const x = builder.input("x", row);
      const weight = builder.constant("w", tensor("f32", [1, 4], [1, 2, 3, 4]));
      builder.node("add", [x, weight], {}, ["unread"]);
      const once = builder.node("relu", [x], {}, ["a"]);
      builder.output("y", twice ? builder.node("relu", [once], {}, ["b"]) : once);
      return builder.build();
    };
    const clean = withDeadParts(false);
    expect(rewrite(clean, [doubleRelu])).toBe(clean);
    const graph = rewrite(withDeadParts(true), [doubleRelu]);
    expect(opsOf(graph)).toEqual(["relu"]);
    expect(graph.constants).toEqual([]);
  });

  test("constants share their data and get names nobody has", () => {
    const builder = graphBuilder("constants");
    const x = builder.input("x", row);
    const weight = tensor("f32", [1, 4], [1, 2, 3, 4]);
    builder.output("y", builder.node("add", [x, builder.constant("w", weight)], {}));
    const renewOnce: Rule = (node, site) => {
      const constant = site.constantOf(node.operands[1] ?? "");
      if (constant?.id !== "w") return undefined;
      return [site.node("add", [node.operands[0]!, site.constant("w", weight).id], {})];
    };
    const [constant] = rewrite(builder.build(), [renewOnce]).constants;
    expect(constant?.id).toBe("w.1");
    expect(constant?.data).toBe(weight.data);
  });

  test("an illegal node is our own fault", () => {
    const misshape: Rule = (node, site) =>
      node.op === "relu" ? [site.node("reshape", [node.operands[0]!], { shape: [5] })] : undefined;
    expect(() => rewrite(chain(1), [misshape])).toThrow(/illegal reshape/);
  });

  test("a replacement of another type is our own fault", () => {
    const flatten: Rule = (node, site) =>
      node.op === "relu" ? [site.node("reshape", [node.operands[0]!], { shape: [4] })] : undefined;
    expect(() => rewrite(chain(1), [flatten])).toThrow("replaces f32[1,4] by f32[4]");
  });

  test("rules that never settle are our own fault, not a hang", () => {
    const again: Rule = (node, site) => (node.op === "relu" ? [site.node("relu", node.operands, {})] : undefined);
    expect(() => rewrite(chain(1), [again])).toThrow(/never settle/);
  });

  test("a chain of 20 000 nodes collapses in linear time, without deep recursion", () => {
    expect(opsOf(rewrite(chain(20_000), [doubleRelu]))).toEqual(["relu"]);
    const restart: Rule = (node, site) =>
      node.origins.includes("r19999") && node.operands[0] !== "x" ? [site.node("relu", ["x"], {})] : undefined;
    const graph = rewrite(chain(20_000), [restart]);
    expect(graph.nodes).toHaveLength(1);
    expect(graph.nodes[0]!.origins).toHaveLength(20_000);
  });
});
