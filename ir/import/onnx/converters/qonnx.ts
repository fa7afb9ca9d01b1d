/**
 * Quant and BipolarQuant of QONNX (Pappalardo et al., arXiv 2206.07527): quantization of any width whose result is real again, as
 * Brevitas and FINN exchange it. A narrow range leaves out the smallest code. Where x / scale is a tie and the zero point is odd, QONNX
 * rounds the sum of both, and we the quotient: they differ by one code there.
 */
import { rangeOf, type IntegerType } from "../../../dtype.ts";
import type { Value } from "../../../graph.ts";
import { elementCount, scalar, type Tensor, tensor } from "../../../tensor.ts";
import { Refusal } from "../../conversion/refusal.ts";
import type { Converter, NodeView } from "../converter.ts";

/** The names under which exporters have these operators. */
export const qonnxDomains: ReadonlySet<string> = new Set([
  "qonnx.custom_op.general",
  "finn.custom_op.general",
  "onnx.brevitas",
]);
export const qonnxOpTypes: ReadonlySet<string> = new Set(["Quant", "BipolarQuant"]);

/** Operands: x, scale, zero point, bit width; the last two must be known. */
export const quant: Converter = (node, build) => {
  const input = node.operand(0);
  if (node.attributes.string("rounding_mode", "ROUND") !== "ROUND")
    throw new Refusal(`it rounds by ${node.attributes.string("rounding_mode")}; ROUND, to the nearest, is supported`);
  const dtype = codeType(node);
  const scale = alongAxis(node.staticTensor(1), input);
  const zero = alongAxis(node.staticTensor(2), input);
  if (!zero.values.every(Number.isInteger)) throw new Refusal("its zero point is no whole number");
  const axis = scale.axis ?? zero.axis ?? 0;
  const parameters = [
    build.constant(tensor(input.type.dtype, scale.dims, scale.values)),
    build.constant(tensor(dtype, zero.dims, zero.values)),
  ];
  const codes = build.node("quantize", [input, ...parameters], { axis, dtype });
  const narrow = node.attributes.flag("narrow", false);
  const kept = narrow ? build.node("clip", [codes], { min: rangeOf(dtype).min + 1 }) : codes;
  return build.node("dequantize", [kept, ...parameters], { axis });
};

/** +scale where x ≥ 0, else −scale: codes +1 and −1, which take two bits in two's complement. */
export const bipolarQuant: Converter = (node, build) => {
  const input = node.operand(0);
  const { axis = 0, dims, values } = alongAxis(node.staticTensor(1), input);
  const code = (value: number): Value => build.constant(scalar("int2", value));
  const isPositive = build.node("greater_or_equal", [input, build.constant(scalar(input.type.dtype, 0))], {});
  const codes = build.node("where", [isPositive, code(1), code(-1)], {});
  const zeros = build.constant(tensor("int2", dims, new Float64Array(values.length)));
  return build.node("dequantize", [codes, build.constant(tensor(input.type.dtype, dims, values)), zeros], { axis });
};

const codeType = (node: NodeView): IntegerType => {
  const bits = node.staticScalar(3);
  if (!Number.isInteger(bits) || bits < 2 || bits > 32)
    throw new Refusal(`it has ${bits} bits; whole numbers from 2 to 32 are supported`);
  return `${node.attributes.flag("signed", true) ? "int" : "uint"}${bits}`;
};

interface Parameter {
  readonly dims: readonly number[];
  readonly values: readonly number[];
  /** Undefined for a single value. */
  readonly axis: number | undefined;
}

/** QONNX's parameters broadcast to the input; ours are single or lie along one axis. */
const alongAxis = ({ type: { dims }, data }: Tensor, { type }: Value): Parameter => {
  const values = Array.from(data);
  if (elementCount(dims) === 1) return { dims: [], values, axis: undefined };
  const place = dims.findIndex(dim => dim !== 1);
  const axis = place + type.dims.length - dims.length;
  if (dims.filter(dim => dim !== 1).length > 1 || values.length !== type.dims[axis])
    throw new Refusal(
      "it has parameters along several axes; single ones, or one for each slice along an axis, are supported",
    );
  return { dims: [values.length], values, axis };
};
