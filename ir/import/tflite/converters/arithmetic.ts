/** ADD, SUB, MUL and DIV with their fused activations, and what is made of them. */
import { isFloat } from "../../../dtype.ts";
import { activated } from "../../tensorflow/activation.ts";
import { elementwise } from "../../tensorflow/elementwise.ts";
import type { Laid } from "../../tensorflow/laid.ts";
import type { Converter } from "../converter.ts";
import { onReals } from "../quantized.ts";

export const arithmetic = (op: "add" | "sub" | "mul" | "div"): Converter =>
  onReals((node, build) => {
    const { activation } = node.options(op);
    return activated(build, activation, elementwise(build, op, [node.operand(0), node.operand(1)], {}));
  });

export const addN: Converter = onReals((node, build) =>
  node
    .operands()
    .slice(1)
    .reduce((sum, operand) => elementwise(build, "add", [sum, operand], {}), node.operand(0)),
);

export const square: Converter = onReals((node, build) =>
  elementwise(build, "mul", [node.operand(0), node.operand(0)], {}),
);

export const squaredDifference: Converter = onReals((node, build) => {
  const difference = elementwise(build, "sub", [node.operand(0), node.operand(1)], {});
  return elementwise(build, "mul", [difference, difference], {});
});

export const reciprocalRoot: Converter = onReals((node, build) =>
  elementwise(build, "reciprocal", [elementwise(build, "sqrt", [node.operand(0)], {})], {}),
);

/** floor(x / y): integers truncate when divided, so floats divide them. */
export const floorDiv: Converter = onReals((node, build) => {
  const [left, right] = [node.operand(0), node.operand(1)];
  const { dtype } = left.type;
  const asDouble = (laid: Laid): Laid => elementwise(build, "cast", [laid], { dtype: "f64" });
  const quotient = elementwise(build, "div", [asDouble(left), asDouble(right)], {});
  return elementwise(build, "cast", [elementwise(build, "floor", [quotient], {})], { dtype });
});

/** x - floor(x / y) · y, which has the divisor's sign. */
export const floorMod: Converter = onReals((node, build) => {
  const [left, right] = [node.operand(0), node.operand(1)];
  if (!isFloat(left.type.dtype)) return elementwise(build, "mod", [left, right], { fmod: false });
  const quotient = elementwise(build, "floor", [elementwise(build, "div", [left, right], {})], {});
  return elementwise(build, "sub", [left, elementwise(build, "mul", [quotient, right], {})], {});
});

export const notEqual: Converter = onReals((node, build) => {
  const equal = elementwise(build, "equal", [node.operand(0), node.operand(1)], {});
  return elementwise(build, "not", [equal], {});
});
