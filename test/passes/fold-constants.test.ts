/** Folding stays within bounds on models made to break them. */
import { expect, test } from "vitest";
import { graphBuilder } from "../../ir/builder.ts";
import type { Value } from "../../ir/graph.ts";
import { elementCount, tensor, tensorType } from "../../ir/tensor.ts";
import { foldConstants } from "../../passes/fold-constants.ts";

const bytesOf = (constants: readonly Value[]): number =>
  constants.reduce((total, { type }) => total + 4 * elementCount(type.dims), 0);

test("doubling a constant again and again stops at the budget", () => {
  const builder = graphBuilder("doubling");
  const x = builder.input("x", tensorType("f32", [1]));
  let value = builder.constant("seed", tensor("f32", [1024], new Float32Array(1024)));
  for (let i = 0; i < 16; i++) value = builder.node("concat", [value, value], { axis: 0 });
  builder.output("y", builder.node("add", [value, x], {}));
  const { constants, nodes } = foldConstants.run(builder.build());
  expect(bytesOf(constants)).toBeLessThanOrEqual(2 ** 24 + 2 * 4096);
  expect(nodes.length).toBeGreaterThan(1);
});

test("so does a constant that is copied and joined with its copy", () => {
  const builder = graphBuilder("copies");
  const x = builder.input("x", tensorType("f32", [1]));
  let value = builder.constant("seed", tensor("f32", [1024], new Float32Array(1024)));
  for (let i = 0; i < 16; i++) value = builder.node("concat", [value, builder.node("neg", [value], {})], { axis: 0 });
  builder.output("y", builder.node("add", [value, x], {}));
  expect(bytesOf(foldConstants.run(builder.build()).constants)).toBeLessThanOrEqual(2 ** 24 + 2 * 4096);
});

test("many small expansions stop at the budget", () => {
  const builder = graphBuilder("expansions");
  const x = builder.input("x", tensorType("f32", [1]));
  const seed = builder.constant("seed", tensor("f32", [1], [1]));
  for (let i = 0; i < 40; i++) {
    const wide = builder.node("expand", [seed], { shape: [2 ** 18] });
    builder.output(`y${i}`, builder.node("add", [wide, x], {}));
  }
  const { constants } = foldConstants.run(builder.build());
  expect(bytesOf(constants)).toBeLessThanOrEqual(2 ** 24 + 8);
});

test("a product that would take the interpreter minutes is left to the machine", () => {
  const builder = graphBuilder("product");
  const x = builder.input("x", tensorType("f32", [1]));
  const weight = builder.constant("w", tensor("f32", [1024, 1024], new Float32Array(2 ** 20)));
  builder.output("y", builder.node("add", [builder.node("matmul", [weight, weight], {}), x], {}));
  const graph = builder.build();
  expect(foldConstants.run(graph)).toBe(graph);
});
