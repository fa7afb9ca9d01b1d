/** TensorFlow's operators that work element by element. */
import { isFloat } from "../../../../dtype.ts";
import type { OpAttributeInput, OpName } from "../../../../ops/index.ts";
import { Refusal } from "../../../conversion/refusal.ts";
import { elementwise } from "../../../tensorflow/elementwise.ts";
import { inModelOrder } from "../../../tensorflow/laid.ts";
import { scalar } from "../../../../tensor.ts";
import type { Converter } from "../converter.ts";

/** Operators without attributes. */
type PlainOp = { [O in OpName]: object extends OpAttributeInput<O> ? O : never }[OpName];

/** The same meaning in the graph IR. */
export const plain =
  (op: PlainOp): Converter =>
  (node, build) =>
    // No attribute must be given: that is what makes it a plain one.
    elementwise(build, op, node.operands(), {} as OpAttributeInput<PlainOp>);

export const relu6: Converter = ({ operand }, build) => elementwise(build, "clip", [operand(0)], { min: 0, max: 6 });

export const leakyRelu: Converter = ({ attributes, operand }, build) =>
  elementwise(build, "leaky_relu", [operand(0)], { alpha: attributes.float("alpha", 0.2) });

export const elu: Converter = ({ operand }, build) => elementwise(build, "elu", [operand(0)], { alpha: 1 });

/** Klambauer et al., 2017. */
export const selu: Converter = ({ operand }, build) =>
  elementwise(build, "selu", [operand(0)], {
    alpha: Math.fround(1.6732632423543772),
    gamma: Math.fround(1.0507009873554805),
  });

export const square: Converter = ({ operand }, build) => elementwise(build, "mul", [operand(0), operand(0)], {});

export const squaredDifference: Converter = ({ operand }, build) => {
  const difference = elementwise(build, "sub", [operand(0), operand(1)], {});
  return elementwise(build, "mul", [difference, difference], {});
};

export const reciprocalRoot: Converter = ({ operand }, build) =>
  elementwise(build, "reciprocal", [elementwise(build, "sqrt", [operand(0)], {})], {});

export const addN: Converter = ({ operand, operands }, build) =>
  operands(1).reduce((sum, other) => elementwise(build, "add", [sum, other], {}), operand(0));

export const floorDiv: Converter = ({ operand }, build) => {
  const quotient = elementwise(build, "div", [operand(0), operand(1)], {});
  if (!isFloat(quotient.type.dtype)) throw new Refusal("it divides integers, rounding down", "divide floats");
  return elementwise(build, "floor", [quotient], {});
};

export const notEqual: Converter = ({ operand }, build) =>
  elementwise(build, "not", [elementwise(build, "equal", [operand(0), operand(1)], {})], {});

/** Bounds are operands. */
export const clipByValue: Converter = ({ operand }, build) =>
  elementwise(build, "min", [elementwise(build, "max", [operand(0), operand(1)], {}), operand(2)], {});

export const cast: Converter = ({ attributes, operand }, build) => {
  const dtype = attributes.dtype("DstT");
  if (dtype === undefined) throw new Refusal("it casts to a type that the graph IR does not have");
  return operand(0).type.dtype === dtype ? operand(0) : elementwise(build, "cast", [operand(0)], { dtype });
};

export const filled =
  (value: number): Converter =>
  ({ operand }, build) => {
    const { dtype, dims } = operand(0).type;
    return inModelOrder(build.node("expand", [build.constant(scalar(dtype, value))], { shape: dims }));
  };
