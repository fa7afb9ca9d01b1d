/** ARG_MAX and ARG_MIN along an axis that is an operand; the first among equals. */
import { argExtreme as extreme } from "../../tensorflow/reduction.ts";
import type { Converter } from "../converter.ts";
import { staticAxis } from "../../tensorflow/static.ts";

/** Codes of one scale are ordered as the reals are. */
export const argExtreme =
  (op: "arg_max" | "arg_min"): Converter =>
  (node, build) =>
    extreme(build, op, node.operand(0), staticAxis(node, 1, build), node.result(0).type.dtype);
