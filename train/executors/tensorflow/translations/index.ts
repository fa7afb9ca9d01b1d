/** The only list of translations: an operator that is in none of the tables, and not left to the interpreter with a reason, does not compile. */
import type { OpName } from "../../../../ir/ops/index.ts";
import type { LeftToInterpreter, Translation } from "../translation.ts";
import { codeTranslations } from "./codes.ts";
import { elementwiseTranslations } from "./elementwise.ts";
import { movementTranslations } from "./movement.ts";
import { productTranslations } from "./products.ts";
import { reductionTranslations } from "./reductions.ts";
import { resize } from "./resize.ts";
import { windowTranslations } from "./windows.ts";

const left = (reason: string): LeftToInterpreter => ({ left: reason });
const placesAreComputed = left("the places that it reads or writes are computed");

export const translations: { readonly [O in OpName]: Translation<O> | LeftToInterpreter } = {
  ...codeTranslations,
  ...elementwiseTranslations,
  ...movementTranslations,
  ...productTranslations,
  ...reductionTranslations,
  ...windowTranslations,
  bit_shift: left("it computes on integers"),
  dynamic_quantize: left("its zero point is computed"),
  gather_elements: placesAreComputed,
  gather_nd: placesAreComputed,
  mod: left("there is no exact remainder"),
  one_hot: placesAreComputed,
  opaque: left("it is not supported"),
  requantize_dyadic: left("it computes in 64 bits"),
  resize,
  scatter_elements: placesAreComputed,
  scatter_nd: placesAreComputed,
};
