/** A constant's data: a list of numbers, or base64 of the host storage. */
import type { IToken } from "chevrotain";
import { decodeBase64 } from "../base64.ts";
import { isElementOf, type TensorData } from "../dtype.ts";
import { elementCount, formatType, tensor, type TensorType } from "../tensor.ts";
import * as messages from "./messages.ts";
import { placeOf } from "./place.ts";
import { readString, type Reading } from "./reading.ts";
import type { DataSyntax } from "./syntax.ts";

/** Undefined where the text says that the value is unknown, or after a fault. */
export const readData = (
  reading: Reading,
  name: string,
  type: TensorType,
  data: DataSyntax,
): TensorData | undefined => {
  switch (data.kind) {
    case "unknown":
      return undefined;
    case "base64":
      return readBase64(reading, name, type, data.text);
    case "list":
      return readNumbers(reading, name, type, data);
  }
};

const readBase64 = (reading: Reading, name: string, type: TensorType, token: IToken): TensorData | undefined => {
  const count = elementCount(type.dims);
  const decoded = decodeBase64(type.dtype, count, readString(reading, token));
  if (decoded === undefined) {
    const fault = `this is not base64 of the ${count} elements of ${formatType(type)}`;
    reading.faults.push(messages.illegalConstant(name, placeOf(reading.source, token), fault));
  }
  return decoded;
};

const readNumbers = (
  reading: Reading,
  name: string,
  type: TensorType,
  { open, numbers }: DataSyntax & { kind: "list" },
): TensorData | undefined => {
  const fault = numbersFault(type, open, numbers);
  if (fault !== undefined) {
    reading.faults.push(messages.illegalConstant(name, placeOf(reading.source, fault.at), fault.message));
    return undefined;
  }
  const values = numbers.map(({ image }) => Number(image));
  return tensor(type.dtype, type.dims, values).data;
};

const numbersFault = (
  type: TensorType,
  open: IToken,
  numbers: readonly IToken[],
): { at: IToken; message: string } | undefined => {
  const count = elementCount(type.dims);
  if (numbers.length !== count)
    return { at: open, message: `${formatType(type)} takes ${count} numbers, found ${numbers.length}` };
  const misfit = numbers.find(({ image }) => !isElementOf(type.dtype, Number(image)));
  return misfit === undefined ? undefined : { at: misfit, message: `${misfit.image} is no element of ${type.dtype}` };
};
