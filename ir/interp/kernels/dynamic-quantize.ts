import { roundHalfEven } from "../../../support/float16.ts";
import { saturateToInteger } from "../../dtype.ts";
import { scalar } from "../../tensor.ts";
import type { Kernel } from "../kernel.ts";
import { operandAt, typeAt } from "./elementwise.ts";
import { quantize } from "./quantize.ts";

/** Every step is rounded to f32, as ONNX Runtime does; a constant 0 has no range and gets scale 1. */
export const dynamicQuantize: Kernel<"dynamic_quantize"> = ({ operands, results }) => {
  const input = operandAt(operands, 0);
  let [smallest, largest] = [0, 0];
  for (const value of input.data) {
    smallest = Math.min(smallest, value);
    largest = Math.max(largest, value);
  }
  const range = Math.fround(largest - smallest);
  const scale = range === 0 ? 1 : Math.fround(range / 255);
  const zeroPoint = scalar("uint8", saturateToInteger("uint8", roundHalfEven(Math.fround(-smallest / scale))));
  const scaleTensor = scalar("f32", scale);
  const [codes] = quantize({
    operands: [input, scaleTensor, zeroPoint],
    attributes: { axis: 0, dtype: "uint8" },
    results: [typeAt(results, 0)],
  });
  return codes === undefined ? [] : [codes, scaleTensor, zeroPoint];
};
