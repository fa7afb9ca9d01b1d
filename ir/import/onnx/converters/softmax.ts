/**
 * Softmax, LogSoftmax and Hardmax. From opset 13 on they work along one axis, the last unless told. Before, they work along
 * all axes from `axis` (1 unless told) on, as if those were one.
 */
import { elementCount } from "../../../tensor.ts";
import type { Value } from "../../../graph.ts";
import type { Converter } from "../converter.ts";
import type { ConversionBuilder } from "../../conversion/builder.ts";
import { reshaped } from "../../conversion/arithmetic.ts";
import { axisFromFront } from "../../conversion/axes.ts";

type AlongAxis = (build: ConversionBuilder, input: Value, axis: number) => Value;

const flattening =
  (along: AlongAxis): Converter =>
  (node, build) => {
    const input = node.operand(0);
    const { dims } = input.type;
    const axis = axisFromFront(node.attributes.int("axis", node.opset < 13 ? 1 : -1), dims.length);
    const flattened = dims.slice(axis);
    if (node.opset >= 13 || flattened.filter(dim => dim !== 1).length === 0) return along(build, input, axis);
    // Where all but one of the axes have one element only, the one axis will do.
    const wide = [...dims.keys()].filter(i => i >= axis && dims[i] !== 1);
    if (wide.length === 1) return along(build, input, wide[0] ?? axis);
    const flat = reshaped(build, input, [elementCount(dims.slice(0, axis)), elementCount(flattened)]);
    return reshaped(build, along(build, flat, 1), dims);
  };

export const softmax = flattening((build, input, axis) => build.node("softmax", [input], { axis }));
export const logSoftmax = flattening((build, input, axis) => build.node("log_softmax", [input], { axis }));

/** 1 at the first maximum, 0 elsewhere. */
export const hardmax = flattening((build, input, axis) => {
  const { dtype, dims } = input.type;
  const index = build.node("arg_max", [input], { axis });
  return build.node("one_hot", [index], { depth: dims[axis] ?? 1, axis, dtype });
});
