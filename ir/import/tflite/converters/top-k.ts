/** TOPK_V2: the k largest along the last axis and their places, as int32. */
import { castTo } from "../../conversion/arithmetic.ts";
import { asInModel, inModelOrder } from "../../tensorflow/laid.ts";
import type { Converter } from "../converter.ts";
import { staticScalar } from "../../tensorflow/static.ts";

/** Codes of one scale are ordered as the reals are. */
export const topK: Converter = (node, build) => {
  const input = asInModel(node.operand(0), build);
  const axis = input.type.dims.length - 1;
  const attributes = { k: staticScalar(node, 1, build), axis, largest: true, sorted: true };
  const [values, places] = build.nodes("top_k", [input], attributes);
  return [values, places === undefined ? undefined : castTo(build, places, "int32")].map(value =>
    value === undefined ? undefined : inModelOrder(value),
  );
};
