/** Operators that no adder or multiplier computes in one step: machines look them up in tables or work them out digit by digit. */
import { textsOf } from "./access.ts";
import type { LoweringInput } from "./lowering.ts";

/** Exponentials, logarithms, roots, quotients, angles, and what is made of them. Not `hard_sigmoid` and `hard_swish`, which are products and limits. */
const functions: ReadonlySet<string> = new Set([
  "acos",
  "acosh",
  "asin",
  "asinh",
  "atan",
  "atanh",
  "attention",
  "celu",
  "cos",
  "cosh",
  "div",
  "elu",
  "erf",
  "exp",
  "gelu",
  "instance_normalization",
  "layer_normalization",
  "local_response_normalization",
  "log",
  "log_softmax",
  "lp_normalization",
  "mish",
  "mod",
  "pow",
  "reciprocal",
  "reduce_log_sum_exp",
  "selu",
  "sigmoid",
  "silu",
  "sin",
  "sinh",
  "softmax",
  "softplus",
  "softsign",
  "sqrt",
  "tan",
  "tanh",
]);

/** @param step an operator's name, or a step of an epilogue as it is written: `gelu(approximate=tanh)`. */
export const isFunction = (step: string): boolean => functions.has(step.split("(")[0] ?? step);

/** Of a contraction: what its epilogue says where a function is among its steps. */
export const functionMark = ({ attributes }: Pick<LoweringInput, "attributes">): { readonly hasFunctions?: true } =>
  textsOf(attributes, "epilogue").some(isFunction) ? { hasFunctions: true } : {};
