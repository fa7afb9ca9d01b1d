/** Reductions, softmax and what picks elements along an axis. */
import { castTo } from "../../../conversion/arithmetic.ts";
import { asInModel, inModelOrder } from "../../../tensorflow/laid.ts";
import {
  argExtreme as extreme,
  cumulativeSum as along,
  reduce as reduced,
  type Reduction,
} from "../../../tensorflow/reduction.ts";
import { softmax as alongAxis } from "../../../tensorflow/reduction.ts";
import { staticAxes, staticAxis, staticScalar } from "../../../tensorflow/static.ts";
import type { Converter } from "../converter.ts";

export const reduce =
  (op: Reduction): Converter =>
  (node, build) =>
    reduced(build, op, node.operand(0), staticAxes(node, 1, build), node.attributes.flag("keep_dims", false));

export const softmax =
  (op: "softmax" | "log_softmax"): Converter =>
  ({ operand }, build) =>
    alongAxis(build, op, operand(0), operand(0).type.dims.length - 1);

export const argExtreme =
  (op: "arg_max" | "arg_min"): Converter =>
  (node, build) =>
    extreme(build, op, node.operand(0), staticAxis(node, 1, build), "int32");

export const topK: Converter = (node, build) => {
  const input = asInModel(node.operand(0), build);
  const attributes = { k: staticScalar(node, 1, build), axis: input.type.dims.length - 1, largest: true, sorted: true };
  const [values, places] = build.nodes("top_k", [input], attributes);
  if (values === undefined || places === undefined) return [];
  return [inModelOrder(values), inModelOrder(castTo(build, places, "int32"))];
};

export const cumulativeSum: Converter = (node, build) =>
  along(build, node.operand(0), staticAxis(node, 1, build), {
    exclusive: node.attributes.flag("exclusive", false),
    reverse: node.attributes.flag("reverse", false),
  });
