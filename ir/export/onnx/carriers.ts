/** What ONNX holds our types in. It has integers of 4, 8, 16, 32 and 64 bits; those between travel in the next wider one. */
import { bitsOf, type DType, type IntegerType, isInteger, isSigned } from "../../dtype.ts";
import { InternalError } from "../../../support/diagnostic.ts";
import { onnxTypeOf } from "../../import/onnx/data-types.ts";

/** The type itself where ONNX has it. Widths below 8 other than 4 go into bytes: engines compute with those. */
export const carrierOf = (dtype: DType): DType => {
  if (!isInteger(dtype) || bitsOf(dtype) === 4) return dtype;
  const width = [8, 16, 32, 64].find(candidate => candidate >= bitsOf(dtype)) ?? 64;
  return `${isSigned(dtype) ? "int" : "uint"}${width}` satisfies IntegerType;
};

/** True where codes of the type travel in a wider one. */
export const isCarried = (dtype: DType): boolean => carrierOf(dtype) !== dtype;

/** The format's number for a type that `carrierOf` gave. */
export const carrierCode = (dtype: DType): number => {
  const code = onnxTypeOf(dtype);
  if (code === undefined) throw new InternalError(`ONNX has no type ${dtype}`);
  return code;
};
