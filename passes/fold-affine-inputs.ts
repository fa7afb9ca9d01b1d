import type { Node, Value } from "../ir/graph.ts";
import { type Affine, affineOf, valueAt } from "./fold/affine.ts";
import {
  type Contraction,
  contractionOf,
  foldedName,
  roundedData,
  vectorType,
  withParameters,
} from "./fold/contraction.ts";
import { scaledWeight } from "./fold/scaled-weight.ts";
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
  const weight = scaledWeight(contraction, affine.scale, "input", site);
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

/** b + W o. */
const movedBias = (contraction: Contraction, offset: Affine["offset"], site: Site): Value | "none" | undefined => {
  const { node, weight, bias, channels, dtype } = contraction;
  if (offset === undefined || weight === undefined) return undefined;
  if (node.op === "matmul" && weight.type.dims.length !== 2) return "none";
  const name = foldedName(bias, "bias");
  const type = vectorType(dtype, channels);
  const isUnknown = weight.data === undefined || (bias !== undefined && bias.data === undefined);
  if (offset === "unknown" || isUnknown) return site.unknownConstant(name, type);
  const data = roundedData(dtype, biasSums(contraction, weight.data, offset));
  return data === undefined ? "none" : site.constant(name, { type, data });
};

const biasSums = (
  { bias, channels, inputChannelOf, outputChannelOf }: Contraction,
  weights: ArrayLike<number>,
  offset: ArrayLike<number>,
): Float64Array => {
  const sums = Float64Array.from({ length: channels }, (_, c) => bias?.data?.[c] ?? 0);
  for (let i = 0; i < weights.length; i++) {
    const channel = outputChannelOf(i);
    sums[channel] = (sums[channel] ?? 0) + (weights[i] ?? NaN) * valueAt(offset, inputChannelOf(i));
  }
  return sums;
};
