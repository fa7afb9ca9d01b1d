/** MEAN, SUM and the other reductions; axes are an operand. Comparing codes of one scale is comparing reals. */
import { reduce as reduced, type Reduction } from "../../tensorflow/reduction.ts";
import type { Converter } from "../converter.ts";
import { onCodes, onReals } from "../quantized.ts";
import { staticAxes } from "../../tensorflow/static.ts";

const reduction =
  (op: Reduction): Converter =>
  (node, build) =>
    reduced(build, op, node.operand(0), staticAxes(node, 1, build), node.options("reducer").keepDims);

export const reduce = (op: "reduce_mean" | "reduce_sum" | "reduce_prod"): Converter => onReals(reduction(op));
export const extreme = (op: "reduce_max" | "reduce_min"): Converter => onCodes(reduction(op));

/** Of bools: any is the largest, all the smallest. */
export const logical = reduction;
