/** Constant, opset 1 to 13: a tensor, or (from 12) numbers written out. */
import { tensor } from "../../../tensor.ts";
import type { Converter } from "../converter.ts";
import { Refusal } from "../../conversion/refusal.ts";

export const constant: Converter = ({ attributes }, build) => {
  if (attributes.has("value")) return build.constant(attributes.tensor("value"));
  if (attributes.has("value_int")) return build.constant(tensor("int64", [], [attributes.int("value_int")]));
  if (attributes.has("value_float")) return build.constant(tensor("f32", [], [attributes.float("value_float")]));
  if (attributes.has("value_ints")) {
    const ints = attributes.ints("value_ints");
    return build.constant(tensor("int64", [ints.length], ints));
  }
  if (attributes.has("value_floats")) {
    const floats = attributes.floats("value_floats");
    return build.constant(tensor("f32", [floats.length], floats));
  }
  throw new Refusal("it holds text or a sparse tensor, which are not supported");
};
