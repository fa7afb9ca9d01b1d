import { expect, test } from "vitest";
import { graphBuilder } from "../../ir/builder.ts";
import { tensor, tensorType } from "../../ir/tensor.ts";
import { CompileError } from "../../support/diagnostic.ts";
import { runOnce, withOutputs } from "../../train/executor.ts";
import { interpreter } from "../../train/executors/interpreter.ts";

const doubledThenNegated = () => {
  const builder = graphBuilder("net");
  const x = builder.input("x", tensorType("f32", [2]));
  const twice = builder.node("add", [x, x], {});
  builder.output("y", builder.node("neg", [twice], {}));
  return { graph: builder.build(), twice: twice.id };
};
const feeds = new Map([["x", tensor("f32", [2], [1, 2])]]);

test("an executor runs a graph by the names of its outputs", async () => {
  const { graph } = doubledThenNegated();
  const outputs = await runOnce(interpreter, graph, feeds);
  expect([...outputs].map(([name, { data }]) => [name, [...data]])).toEqual([["y", [-2, -4]]]);
});

test("values inside can be seen once they are outputs", async () => {
  const { graph, twice } = doubledThenNegated();
  const outputs = await runOnce(interpreter, withOutputs(graph, [twice]), feeds);
  expect([...outputs.keys()]).toEqual([twice]);
  expect([...(outputs.get(twice)?.data ?? [])]).toEqual([2, 4]);
});

test("a missing feed rejects", async () => {
  await expect(runOnce(interpreter, doubledThenNegated().graph, new Map())).rejects.toThrow(CompileError);
});
