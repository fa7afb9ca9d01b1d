/** Means of codes: a sum in int32, its division part of the scale. */
import { resultOf } from "../../ir/graph.ts";
import { elementCount, scalar, tensor } from "../../ir/tensor.ts";
import { largestMagnitude } from "./codes.ts";
import { centered, type IntegerRule, rescaled, uniformCodesAt } from "./site.ts";

export const reducedMean: IntegerRule = (site, target) => {
  const { draft, node } = site;
  const codes = uniformCodesAt(site, 0);
  if (codes === undefined) return undefined;
  const count = elementCount(codes.value.type.dims) / Math.max(1, elementCount(resultOf(node).type.dims));
  if (count * largestMagnitude(codes) >= 2 ** 31) return undefined;
  const sums = draft.add("reduce_sum", [centered(site, codes)], node.attributes, node.origins);
  return rescaled(site, sums, [codes.scale / count / target.scale], 0, target);
};

/** A convolution of each channel with ones, where every window has as many elements. */
export const averagedWindows: IntegerRule = (site, target) => {
  const { draft, node, now } = site;
  const codes = uniformCodesAt(site, 0);
  const { kernel, strides, pads, dilations } = node.attributes;
  const isEven = (pads as readonly number[]).every(pad => pad === 0) || node.attributes["count_include_pad"] === true;
  if (codes === undefined || !isEven || node.attributes["ceil_mode"] === true) return undefined;
  const size = kernel as readonly number[];
  const count = elementCount(size);
  if (count * largestMagnitude(codes) >= 2 ** 31) return undefined;
  const channels = codes.value.type.dims[1] ?? 1;
  const ones = tensor("uint8", [channels, 1, ...size], new Float64Array(channels * count).fill(1));
  const operands = [
    now(codes.value),
    draft.constant("ones", ones),
    codes.zeroPoint,
    draft.constant("zero", scalar("uint8", 0)),
  ];
  const attributes = { strides, pads, dilations, group: channels } as typeof node.attributes;
  const sums = draft.add("conv2d_integer", operands, attributes, node.origins);
  return rescaled(site, sums, [codes.scale / count / target.scale], 0, target);
};
