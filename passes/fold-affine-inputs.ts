import type { Node, Value } from "../ir/graph.ts";
import { type Affine, affineOf, type ChannelValues, valueAt } from "./fold/affine.ts";
import {
  type Contraction,
  contractionOf,
  foldedName,
  roundedData,
  vectorType,
  withParameters,
} from "./fold/contraction.ts";
import type { Pass } from "./pass.ts";
import { rewrite, type Rule, type Site } from "./rewrite.ts";

/**
 * A scale or an offset per channel in front of a contraction becomes part of its weight and bias: W (s · x + o) + b =
 * (W · s) x + (b + W o). Only where nobody else reads the scaled values. An offset stays in front of a convolution that pads, because
 * padding adds zeros after it; so it does in front of a transposed convolution, whose border sums fewer products.
 */
export const foldAffineInputs: Pass = {
  name: "fold-affine-inputs",
  summary: "Fold per-channel scales and offsets into the contraction behind them.",
  whyGone: "folded into the weights of the contraction behind it",
  run: graph => rewrite(graph, [foldInput]),
};

const foldInput: Rule = (node, site) => {
  const contraction = contractionOf(node, site);
  const affine = contraction?.weight === undefined ? undefined : inputAffine(node, site);
  if (contraction === undefined || affine === undefined) return undefined;
  const weight = scaledWeight(contraction, affine.scale, site);
  const bias = movedBias(contraction, affine.offset, site);
  return weight === "none" || bias === "none"
    ? undefined
    : withParameters(contraction, affine.input, weight, bias, site);
};

/** The affine map that makes the contraction's input, where nobody else reads it and the weights can take it in. */
const inputAffine = (node: Node, site: Site): Affine | undefined => {
  const [input] = node.operands;
  const producer = input === undefined || site.usesOf(input) !== 1 ? undefined : site.producerOf(input);
  if (input === undefined || producer === undefined) return undefined;
  const affine = affineOf(producer, inputAxis(node, input, site), site);
  return affine?.offset === undefined || sumsAllProducts(node) ? affine : undefined;
};

const inputAxis = (node: Node, input: string, site: Site): number =>
  node.op === "matmul" ? site.typeOf(input).dims.length - 1 : 1;

/** True where every result sums a product with every weight of its channel; batches of weights would need batches of biases. */
const sumsAllProducts = ({ op, attributes }: Node): boolean =>
  op === "matmul" || (op === "conv2d" && (attributes["pads"] as readonly number[]).every(pad => pad === 0));

/** W · s. */
const scaledWeight = (
  { weight, inputChannelOf, dtype }: Contraction,
  scale: ChannelValues | undefined,
  site: Site,
): Value | "none" | undefined => {
  if (scale === undefined || weight === undefined) return undefined;
  const name = foldedName(weight, "weight");
  if (scale === "unknown" || weight.data === undefined) return site.unknownConstant(name, weight.type);
  const data = roundedData(
    dtype,
    Float64Array.from(weight.data, (value, i) => value * valueAt(scale, inputChannelOf(i))),
  );
  return data === undefined ? "none" : site.constant(name, { type: weight.type, data });
};

/** b + W o. */
const movedBias = (
  { node, weight, bias, channels, dtype, inputChannelOf, outputChannelOf }: Contraction,
  offset: Affine["offset"],
  site: Site,
): Value | "none" | undefined => {
  if (offset === undefined || weight === undefined) return undefined;
  if (node.op === "matmul" && weight.type.dims.length !== 2) return "none";
  const name = foldedName(bias, "bias");
  const type = vectorType(dtype, channels);
  if (offset === "unknown" || weight.data === undefined || (bias !== undefined && bias.data === undefined))
    return site.unknownConstant(name, type);
  const sums = Float64Array.from({ length: channels }, (_, c) => bias?.data?.[c] ?? 0);
  for (const [i, value] of weight.data.entries()) {
    const channel = outputChannelOf(i);
    sums[channel] = (sums[channel] ?? 0) + value * valueAt(offset, inputChannelOf(i));
  }
  const data = roundedData(dtype, sums);
  return data === undefined ? "none" : site.constant(name, { type, data });
};
