/** Elementwise operators that ONNX writes otherwise: by several nodes, or under a name for each type. */
import { scalar } from "../../../tensor.ts";
import { type Exporter, operandOf } from "../exporter.ts";

/** x · sigmoid(x); ONNX has no operator for it before opset 24. */
export const silu: Exporter<"silu"> = (node, write) => {
  const { name } = operandOf(node, 0);
  write.final("Mul", [name, write.inner("Sigmoid", [name])]);
};

/** An infinite bound is none. */
export const clip: Exporter<"clip"> = (node, write) => {
  const { min, max } = node.attributes;
  const { name, type } = operandOf(node, 0);
  const bound = (stem: string, value: number): string | undefined =>
    Number.isFinite(value) ? write.constant(stem, scalar(type.dtype, value)) : undefined;
  write.final("Clip", [name, bound("min", min), bound("max", max)]);
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
