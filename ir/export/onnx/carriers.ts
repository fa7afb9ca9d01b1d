/** What ONNX holds our types in. It has integers of 8, 16, 32 and 64 bits, and of 4 in storage; those between travel in the next wider one. */
import { bitsOf, type DType, type IntegerType, isInteger, isSigned } from "../../dtype.ts";
import { InternalError } from "../../../support/diagnostic.ts";
import { onnxTypeOf } from "../../import/onnx/data-types.ts";

/**
 * The type itself where ONNX has it and engines compute with it: widths below 8 go into bytes. ONNX has int4 and uint4 too, but ONNX
 * Runtime takes them for stored weights only.
 */
export const carrierOf = (dtype: DType): DType => {
  if (!isInteger(dtype)) return dtype;
  const width = [8, 16, 32, 64].find(candidate => candidate >= bitsOf(dtype)) ?? 64;
  return `${isSigned(dtype) ? "int" : "uint"}${width}` satisfies IntegerType;
};

/** Four bits, which weights are stored in, two to a byte. */
export const isNibble = (dtype: DType): boolean => dtype === "int4" || dtype === "uint4";

/** True where codes of the type travel in a wider one. */
export const isCarried = (dtype: DType): boolean => carrierOf(dtype) !== dtype;

/** The format's number for a type that `carrierOf` gave. */
export const carrierCode = (dtype: DType): number => {
  const code = onnxTypeOf(dtype);
  if (code === undefined) throw new InternalError(`ONNX has no type ${dtype}`);
  return code;
};
