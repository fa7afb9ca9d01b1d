/** ConvTranspose, opset 1 and 11: 2-D as it is, 1-D as a 2-D one of height 1. */
import type { Value } from "../../../graph.ts";
import type { Converter, NodeView } from "../converter.ts";
import { IllFormed } from "../../conversion/refusal.ts";
import { overTwoAxes } from "./one-axis.ts";
import { checkKernelShape, perAxis, twoAxes } from "./sliding-window.ts";

export const convTranspose: Converter = (node, build) => {
  const [input, weight, bias] = [node.operand(0), node.operand(1), node.optional(2)];
  const { strides, dilations, pads, outputPadding } = geometryOf(node, input, weight);
  const rank = strides.length;
  const attributes = {
    strides: twoAxes(strides, 1),
    dilations: twoAxes(dilations, 1),
    pads: [...twoAxes(pads.slice(0, rank), 0), ...twoAxes(pads.slice(rank), 0)],
    output_padding: twoAxes(outputPadding, 0),
    group: node.attributes.int("group", 1),
  };
  const rest = bias === undefined ? [] : [bias];
  return overTwoAxes(build, [input, weight], ([x = input, w = weight]) =>
    build.node("conv_transpose2d", [x, w, ...rest], attributes),
  );
};

interface Geometry {
  readonly strides: readonly number[];
  readonly dilations: readonly number[];
  /** All begins, then all ends. */
  readonly pads: readonly number[];
  readonly outputPadding: readonly number[];
}

/** Resolves `auto_pad` and `output_shape` for known sizes, as ONNX Runtime does. */
const geometryOf = (node: NodeView, input: Value, weight: Value): Geometry => {
  const [sizes, kernel] = [input.type.dims.slice(2), weight.type.dims.slice(2)];
  const rank = sizes.length;
  checkKernelShape(node, kernel);
  const strides = perAxis(node, "strides", rank, 1);
  const dilations = perAxis(node, "dilations", rank, 1);
  const outputPadding = perAxis(node, "output_padding", rank, 0);
  const autoPad = node.attributes.string("auto_pad", "NOTSET");
  const shape = node.attributes.ints("output_shape", undefined)?.slice(-rank);
  const wanted = shape ?? (autoPad.startsWith("SAME") ? sizes.map((size, i) => size * (strides[i] ?? 1)) : undefined);
  if (wanted === undefined) return { strides, dilations, pads: explicitPads(node, autoPad, rank), outputPadding };
  const surplus = sizes.map((size, i) => {
    const extent = ((kernel[i] ?? 1) - 1) * (dilations[i] ?? 1) + 1;
    return (size - 1) * (strides[i] ?? 1) + extent + (outputPadding[i] ?? 0) - (wanted[i] ?? 0);
  });
  const totals = surplus.map(count => Math.max(0, count));
  const smaller = totals.map(total => Math.floor(total / 2));
  const larger = totals.map(total => Math.ceil(total / 2));
  return {
    strides,
    dilations,
    pads: autoPad === "SAME_UPPER" ? [...smaller, ...larger] : [...larger, ...smaller],
    // A result wanted larger than all that the input reaches has nothing but the bias at its end.
    outputPadding: outputPadding.map((count, i) =>
      shape === undefined ? count : count + Math.max(0, -(surplus[i] ?? 0)),
    ),
  };
};

const explicitPads = (node: NodeView, autoPad: string, rank: number): readonly number[] => {
  if (autoPad !== "NOTSET" && autoPad !== "VALID" && autoPad !== "")
    throw new IllFormed(`its attribute auto_pad is ${autoPad}`);
  return autoPad === "VALID" ? Array.from({ length: 2 * rank }, () => 0) : perAxis(node, "pads", 2 * rank, 0);
};
