import { isInteger } from "../../dtype.ts";
import { binaryKernel } from "./elementwise.ts";

export const mod = binaryKernel<"mod">((a, b, { fmod }, dtype) => {
  if (isInteger(dtype) && b === 0) return 0;
  const rest = a % b;
  return !fmod && rest !== 0 && rest < 0 !== b < 0 ? rest + b : rest;
});
