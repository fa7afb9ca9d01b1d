/** Types as the text spells them: `f32[1,28]`. */
import { typeFaults } from "../check-value.ts";
import { parseDType } from "../dtype.ts";
import type { TensorType } from "../tensor.ts";
import * as messages from "./messages.ts";
import { placeOf } from "./place.ts";
import { type Reading, suggestion } from "./reading.ts";
import type { TypeSyntax } from "./syntax.ts";

/** The type, or undefined with a fault. */
export const readType = (reading: Reading, { dtype: dtypeToken, dims }: TypeSyntax): TensorType | undefined => {
  const dtype = parseDType(dtypeToken.image);
  if (dtype === undefined) {
    const nearest = suggestion(reading, dtypeToken.image, () => wellKnownTypes);
    const place = placeOf(reading.source, dtypeToken);
    reading.faults.push(messages.illegalType(dtypeToken.image, place, "there is no such element type", nearest));
    return undefined;
  }
  const type = { dtype, dims: dims.map(({ image }) => Number(image)) };
  const faults = typeFaults(type);
  for (const fault of faults)
    reading.faults.push(messages.illegalType(dtype, placeOf(reading.source, dims[0] ?? dtypeToken), fault));
  return faults.length > 0 ? undefined : type;
};

const wellKnownTypes = [
  "f64",
  "f32",
  "f16",
  "bf16",
  "bool",
  ...[4, 8, 16, 32, 64].flatMap(bits => [`int${bits}`, `uint${bits}`]),
];
