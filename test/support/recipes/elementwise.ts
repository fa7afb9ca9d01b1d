/** Recipes for operators that work element by element. */
import type { Attributes } from "../../../ir/attributes.ts";
import type { DType } from "../../../ir/dtype.ts";
import type { Choices } from "../choices.ts";
import type { GraphSource } from "../graph-source.ts";
import { anything, floats, integers, numbers, type Recipe, unsigned } from "./recipe.ts";

const unary =
  (dtypes: readonly DType[], attributes: (choose: Choices) => Attributes = () => ({})): Recipe =>
  (source, op) =>
    source.node(op, [source.tensor(dtypes)], attributes(source.choose));

/** Two operands of one dtype that broadcast to a common shape. */
const binary =
  (dtypes: readonly DType[], attributes: (choose: Choices) => Attributes = () => ({})): Recipe =>
  (source, op) => {
    const left = source.tensor(dtypes);
    const right = source.like({ dtype: left.type.dtype, dims: partnerDims(source, left.type.dims) });
    source.node(op, source.choose.flag() ? [left, right] : [right, left], attributes(source.choose));
  };

/** Dims that broadcast with `dims`, stretching some of them and being stretched along others. */
const partnerDims = ({ choose }: GraphSource, dims: readonly number[]): number[] =>
  dims.slice(choose.integer(0, dims.length)).map(dim => {
    if (choose.flag()) return 1;
    return dim === 1 ? choose.integer(1, 3) : dim;
  });

const bits: readonly DType[] = ["bool", ...integers];

const alpha = (choose: Choices): Attributes => ({ alpha: choose.real() });
const plain = unary(floats);

export const elementwiseRecipes = {
  abs: unary(numbers),
  acos: plain,
  acosh: plain,
  add: binary(numbers),
  and: binary(bits),
  asin: plain,
  asinh: plain,
  atan: plain,
  atanh: plain,
  bit_shift: binary(unsigned, choose => ({ direction: choose.pick(["left", "right"]) })),
  cast: unary(anything, choose => ({ dtype: choose.pick(anything) })),
  ceil: plain,
  celu: unary(floats, choose => ({ alpha: choose.integer(1, 8) / 4 })),
  clip: unary(numbers, choose => ({
    min: choose.pick([-Infinity, -1, 0]),
    max: choose.pick([Infinity, 1, 6]),
  })),
  cos: plain,
  cosh: plain,
  div: binary(numbers),
  elu: unary(floats, alpha),
  equal: binary(anything),
  erf: plain,
  exp: plain,
  floor: plain,
  gelu: unary(floats, choose => ({ approximate: choose.pick(["none", "tanh"]) })),
  greater: binary(numbers),
  greater_or_equal: binary(numbers),
  hard_sigmoid: unary(floats, choose => ({ alpha: choose.real(), beta: choose.real() })),
  hard_swish: plain,
  is_inf: unary(floats, choose => ({ detect_negative: choose.flag(), detect_positive: choose.flag() })),
  is_nan: plain,
  leaky_relu: unary(floats, alpha),
  less: binary(numbers),
  less_or_equal: binary(numbers),
  log: plain,
  max: binary(numbers),
  min: binary(numbers),
  mish: plain,
  mod: (source, op) => {
    const fmod = source.choose.flag();
    binary(fmod ? numbers : ["int8", "int32", "int64", "uint8"], () => ({ fmod }))(source, op);
  },
  mul: binary(numbers),
  neg: unary(numbers),
  not: unary(bits),
  or: binary(bits),
  pow: binary(numbers),
  prelu: (source, op) => {
    const input = source.tensor(floats);
    source.node(op, [input, source.broadcasting(input.type)]);
  },
  reciprocal: plain,
  relu: unary(numbers),
  round: plain,
  selu: unary(floats, choose => ({ alpha: choose.real(), gamma: choose.real() })),
  sigmoid: plain,
  sign: unary(numbers),
  silu: plain,
  sin: plain,
  sinh: plain,
  softplus: plain,
  softsign: plain,
  sqrt: plain,
  sub: binary(numbers),
  tan: plain,
  tanh: plain,
  thresholded_relu: unary(floats, alpha),
  where: (source, op) => {
    const then = source.tensor(anything);
    const otherwise = source.like({ dtype: then.type.dtype, dims: partnerDims(source, then.type.dims) });
    source.node(op, [source.broadcasting({ dtype: "bool", dims: then.type.dims }), then, otherwise]);
  },
  xor: binary(bits),
} satisfies Record<string, Recipe>;
