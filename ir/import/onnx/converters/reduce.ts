/**
 * The Reduce family: axes are an attribute up to opset 17 (ReduceSum: 12), then an operand. No axes mean all of them, unless
 * `noop_with_empty_axes` says none; negative ones count from the end (from opset 11 on).
 */
import { type DType, isFloat } from "../../../dtype.ts";
import type { OpName } from "../../../ops/index.ts";
import type { Converter, NodeView } from "../converter.ts";
import { castTo } from "../../conversion/arithmetic.ts";
import { axesFromFront } from "../../conversion/axes.ts";

type Reduction = Extract<OpName, `reduce_${string}`>;

export const reduce =
  (op: Reduction): Converter =>
  (node, build) => {
    const input = node.operand(0);
    const axes = axesOf(op, node, input.type.dims.length);
    const keep_dims = node.attributes.flag("keepdims", true);
    const computed = castTo(build, input, computedIn(op, input.type.dtype));
    return castTo(build, build.node(op, [computed], { axes, keep_dims }), input.type.dtype);
  };

const axesOf = (op: Reduction, node: NodeView, rank: number): number[] => {
  const isOperand = node.opset >= (op === "reduce_sum" ? 13 : 18);
  const axes = (isOperand ? node.optionalInts(1) : node.attributes.ints("axes", undefined)) ?? [];
  if (axes.length > 0) return axesFromFront(axes, rank);
  return node.attributes.flag("noop_with_empty_axes", false) ? [] : Array.from({ length: rank }, (_, axis) => axis);
};

const needFloats: ReadonlySet<Reduction> = new Set([
  "reduce_mean",
  "reduce_l2",
  "reduce_log_sum",
  "reduce_log_sum_exp",
]);

/** Roots, quotients and logarithms of integers are computed in f64 and truncated; bools are numbers 0 and 1. */
const computedIn = (op: Reduction, dtype: DType): DType => {
  if (dtype === "bool") return "uint8";
  return needFloats.has(op) && !isFloat(dtype) ? "f64" : dtype;
};
