/**
 * What a fused contraction does to its accumulator before write-back: a list of steps, each written as text such as `relu`,
 * `clip(min=0,max=6)` or `add`. A step that takes a second operand (`add`) reads the node's next trailing operand.
 */
import { type Attributes, type AttributeSpecs, fitsSpec, withDefaults } from "./attributes.ts";
import { add } from "./ops/add.ts";
import { clip } from "./ops/clip.ts";
import { elu } from "./ops/elu.ts";
import { gelu } from "./ops/gelu.ts";
import { hardSigmoid } from "./ops/hard-sigmoid.ts";
import { hardSwish } from "./ops/hard-swish.ts";
import { leakyRelu } from "./ops/leaky-relu.ts";
import { mish } from "./ops/mish.ts";
import { mul } from "./ops/mul.ts";
import { prelu } from "./ops/prelu.ts";
import { relu } from "./ops/relu.ts";
import { sigmoid } from "./ops/sigmoid.ts";
import { silu } from "./ops/silu.ts";
import { softplus } from "./ops/softplus.ts";
import { tanh } from "./ops/tanh.ts";
import type { OpDef } from "./op.ts";
import { formatNumber } from "./lexical.ts";
import { broadcastDims, dimsEqual, formatType, type TensorType } from "./tensor.ts";

/** The operators that accelerators apply on the way out. */
export const epilogueOps = {
  add,
  clip,
  elu,
  gelu,
  hard_sigmoid: hardSigmoid,
  hard_swish: hardSwish,
  leaky_relu: leakyRelu,
  mish,
  mul,
  prelu,
  relu,
  sigmoid,
  silu,
  softplus,
  tanh,
} as const satisfies Record<string, OpDef>;
export type EpilogueOp = keyof typeof epilogueOps;

export interface EpilogueStep {
  readonly op: EpilogueOp;
  readonly attributes: Attributes;
}

/** A network repeats a few steps thousands of times. */
const mostKept = 1000;
const parsed = new Map<string, EpilogueStep | undefined>();

/** The step that `text` writes, or undefined where it is none. */
export const parseEpilogueStep = (text: string): EpilogueStep | undefined => {
  if (parsed.has(text)) return parsed.get(text);
  if (parsed.size >= mostKept) parsed.clear();
  const step = parsedStep(text);
  parsed.set(text, step);
  return step;
};

const parsedStep = (text: string): EpilogueStep | undefined => {
  const [, name = "", list = ""] = /^(\w+)(?:\((.*)\))?$/.exec(text) ?? [];
  if (!isEpilogueOp(name)) return undefined;
  const specs: AttributeSpecs = epilogueOps[name].attributes;
  const attributes = withDefaults(specs, Object.fromEntries(list.split(",").flatMap(parseSetting)));
  const legal = Object.entries(attributes).every(
    ([key, value]) => specs[key] !== undefined && fitsSpec(specs[key], value),
  );
  return legal && Object.keys(attributes).length === Object.keys(specs).length ? { op: name, attributes } : undefined;
};

/** The inverse of `parseEpilogueStep`: every attribute is written out, numbers in the shortest form that reads back equal. */
export const formatEpilogueStep = ({ op, attributes }: EpilogueStep): string => {
  const settings = Object.entries(attributes).map(
    ([name, value]) => `${name}=${typeof value === "number" ? formatNumber(value) : String(value)}`,
  );
  return settings.length === 0 ? op : `${op}(${settings.join(",")})`;
};

export const isEpilogueOp = (name: string): name is EpilogueOp => Object.hasOwn(epilogueOps, name);

const parseSetting = (setting: string): [string, string | number][] => {
  const [name = "", value = ""] = setting.split("=");
  if (name.trim() === "") return [];
  const number = Number(value);
  return [[name.trim(), value.trim() === "" || (Number.isNaN(number) && value !== "NaN") ? value : number]];
};

/** How many trailing operands the steps read. */
export const epilogueOperandCount = (steps: readonly string[]): number => steps.filter(readsOperand).length;

export const readsOperand = (step: string): boolean => {
  const known = parseEpilogueStep(step);
  return known !== undefined && epilogueOps[known.op].operands.length === 2;
};

/** The operands of a fused contraction by role: two factors, an optional bias, then what the epilogue's steps read. */
export const splitOperands = <T>(
  operands: readonly T[],
  steps: readonly string[],
): { bias: T | undefined; extras: readonly T[] } => {
  const extrasFrom = operands.length - epilogueOperandCount(steps);
  return { bias: extrasFrom > 2 ? operands[2] : undefined, extras: operands.slice(Math.max(2, extrasFrom)) };
};

/** Scalar operations per result element. */
export const epilogueOperations = (steps: readonly string[]): number =>
  steps.reduce((total, text) => total + operationsOf(text), 0);

const operationsOf = (text: string): number => {
  const step = parseEpilogueStep(text);
  if (step === undefined) return 0;
  const { operands, work } = epilogueOps[step.op] as OpDef;
  return work({ operands: operands.map(() => ({ dtype: "f32", dims: [1] })), attributes: step.attributes })
    .vectorOperations;
};

/** Faults of the steps against the accumulator's type: unknown steps, a missing or misfitting operand. */
export const epilogueFaults = (
  steps: readonly string[],
  operands: readonly TensorType[],
  result: TensorType,
): string[] => {
  const unknown = steps
    .filter(step => parseEpilogueStep(step) === undefined)
    .map(step => `"${step}" is no epilogue step`);
  if (unknown.length > 0) return unknown;
  if (operands.length - epilogueOperandCount(steps) < 2 || operands.length - epilogueOperandCount(steps) > 3)
    return [
      `epilogue [${steps.join(", ")}] reads ${epilogueOperandCount(steps)} operands beside input, weight and bias, found ${operands.length} in all`,
    ];
  return splitOperands(operands, steps)
    .extras.filter(
      type => type.dtype !== result.dtype || !dimsEqual(broadcastDims(type.dims, result.dims) ?? [], result.dims),
    )
    .map(type => `epilogue operand ${formatType(type)} does not broadcast to ${formatType(result)}`);
};
