/** The only list of ONNX operators that can be mapped. */
import type { Converter } from "../converter.ts";
import { add } from "./add.ts";
import { constant } from "./constant.ts";
import { conv } from "./conv.ts";
import { dropout, identity } from "./identity.ts";
import { relu } from "./relu.ts";
import { reshape } from "./reshape.ts";
import { shape, size } from "./shape.ts";

/** By ONNX's name, in alphabetical order. */
const converters = {
  Add: add,
  Constant: constant,
  Conv: conv,
  Dropout: dropout,
  Identity: identity,
  Relu: relu,
  Reshape: reshape,
  Shape: shape,
  Size: size,
} as const satisfies Record<string, Converter>;

export const converterOf = (opType: string): Converter | undefined =>
  Object.hasOwn(converters, opType) ? converters[opType as keyof typeof converters] : undefined;
