/** CAST: the declared type of the result says to what. */
import { elementwise } from "../../tensorflow/elementwise.ts";
import type { Converter } from "../converter.ts";

export const cast: Converter = (node, build) => {
  const input = node.operand(0);
  const { dtype } = node.result(0).type;
  return input.type.dtype === dtype ? input : elementwise(build, "cast", [input], { dtype });
};
