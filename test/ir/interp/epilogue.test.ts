/** A fused step computes what its operator computes on the contraction's rounded result. */
import { describe, expect, test } from "vitest";
import { epilogueOps, formatEpilogueStep, parseEpilogueStep } from "../../../ir/epilogue.ts";
import type { OpName } from "../../../ir/ops/index.ts";
import { tensor } from "../../../ir/tensor.ts";
import { runOperator } from "../../support/operators.ts";

const steps = [
  "add",
  "clip(min=-0.5,max=Infinity)",
  "elu(alpha=0.7)",
  "gelu(approximate=tanh)",
  "hard_sigmoid(alpha=0.2,beta=0.4)",
  "hard_swish",
  "leaky_relu(alpha=0.1)",
  "mish",
  "mul",
  "prelu",
  "relu",
  "sigmoid",
  "silu",
  "softplus",
  "tanh",
];

test("every step is tried", () => {
  expect(steps.map(step => parseEpilogueStep(step)?.op)).toEqual(Object.keys(epilogueOps));
});

describe.each(steps)("%s", text => {
  const step = parseEpilogueStep(text);
  if (step === undefined) throw new Error(text);
  const binary = epilogueOps[step.op].operands.length === 2;
  const other = tensor("f32", [3, 1], [0.5, -2, 3]);

  test("is written as it is read", () => {
    expect(formatEpilogueStep(step)).toBe(text);
  });

  test("fused and apart agree", () => {
    const left = tensor("f32", [3, 2], [0.3, -1.7, 2.2, 0.9, -0.4, 1.1]);
    const right = tensor("f32", [2, 4], [1.5, -0.3, 0.7, 2.1, -0.9, 1.3, 0.2, -1.1]);
    const [product] = runOperator("matmul", [left, right], {});
    const extras = binary ? [other] : [];
    const apart = runOperator(step.op as OpName, [product!, ...extras], step.attributes as never);
    expect(runOperator("matmul", [left, right, ...extras], { epilogue: [text] })).toEqual(apart);
  });
});

test("steps run in order, each with its own operand", () => {
  const [left, right] = [tensor("f32", [1, 1], [2]), tensor("f32", [1, 1], [3])];
  const operand = (value: number) => tensor("f32", [], [value]);
  const epilogue = ["add", "mul", "relu", "add"];
  const [result] = runOperator("matmul", [left, right, operand(-10), operand(-2), operand(1)], { epilogue });
  // relu((2·3 - 10) · -2) + 1
  expect([...(result?.data ?? [])]).toEqual([9]);
});

test("what is no step, or names no attribute of it, is none", () => {
  for (const text of ["softmax", "relu(x=1)", "leaky_relu(alpha=big)", "clip(", "add relu"])
    expect(parseEpilogueStep(text)).toBeUndefined();
  expect(parseEpilogueStep("clip(min=,max=6)")).toBeUndefined();
  expect(parseEpilogueStep("leaky_relu")).toEqual({ op: "leaky_relu", attributes: { alpha: 0.01 } });
});

test("a step keeps the sign of a zero", () => {
  const step = { op: "clip", attributes: { min: -0, max: 1 } } as const;
  expect(formatEpilogueStep(step)).toBe("clip(min=-0,max=1)");
  expect(parseEpilogueStep("clip(min=-0,max=1)")).toEqual(step);
});
