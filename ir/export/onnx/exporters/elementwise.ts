/** Elementwise operators that ONNX writes otherwise: by several nodes, or under a name for each type. */
import { isInteger, rangeOf } from "../../../dtype.ts";
import { scalar } from "../../../tensor.ts";
import { type Exporter, operandOf } from "../exporter.ts";

/** x · sigmoid(x); ONNX has no operator for it before opset 24. */
export const silu: Exporter<"silu"> = (node, write) => {
  const { name } = operandOf(node, 0);
  write.final("Mul", [name, write.inner("Sigmoid", [name])]);
};

/** A bound that no element passes, infinite or beyond the integers of the type, is none. */
export const clip: Exporter<"clip"> = (node, write) => {
  const { min, max } = node.attributes;
  const { name, type } = operandOf(node, 0);
  const { dtype } = type;
  const range = isInteger(dtype) ? rangeOf(dtype) : { min: -Infinity, max: Infinity };
  const bound = (stem: string, value: number): string => write.constant(stem, scalar(dtype, value));
  write.final("Clip", [
    name,
    min > range.min ? bound("min", Math.min(min, range.max)) : undefined,
    max < range.max ? bound("max", Math.max(max, range.min)) : undefined,
  ]);
};

/** ONNX has one name for bools and one for the bits of integers. */
export const logical =
  (ofBools: string, ofIntegers: string): Exporter<"and" | "or" | "xor" | "not"> =>
  (node, write) => {
    write.final(
      operandOf(node, 0).type.dtype === "bool" ? ofBools : ofIntegers,
      node.operands.map(({ name }) => name),
    );
  };
