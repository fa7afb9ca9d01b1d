/** Identity and Dropout (in inference): nothing is left of them. */
import type { Converter } from "../converter.ts";
import { Refusal } from "../../conversion/refusal.ts";

export const identity: Converter = node => node.operand(0);

export const dropout: Converter = node => {
  if (node.optionalScalar(2, 0) !== 0) throw new Refusal("it runs in training mode", "export the model for inference");
  return node.operand(0);
};
