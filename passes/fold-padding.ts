import type { Node } from "../ir/graph.ts";
import { producedBy, uniformValue } from "./match.ts";
import type { Pass } from "./pass.ts";
import { rewrite, type Rule, type Site } from "./rewrite.ts";

/**
 * Zeros that a node adds around an image become the padding of the convolution behind it, which needs no memory for them. Exporters of
 * TensorFlow write padding that way wherever it is not the same on all sides. Not for other values, and not for channels or the batch.
 */
export const foldPadding: Pass = {
  name: "fold-padding",
  summary: "Fold zeros around an image into the padding of the convolution behind them.",
  whyGone: "folded into the padding of the convolution behind it",
  run: graph => rewrite(graph, [padIntoConvolution]),
};

const padIntoConvolution: Rule = (node, site) => {
  const [padded, ...others] = node.operands;
  const zero = zeroOf(node, site);
  const pad = zero === undefined ? undefined : producedBy("pad", padded, site);
  const [input] = pad?.operands ?? [];
  const added = pad === undefined || zero === undefined ? undefined : zerosAround(pad, zero);
  if (input === undefined || added === undefined) return undefined;
  const pads = (node.attributes["pads"] as readonly number[]).map((count, side) => count + (added[side] ?? 0));
  return site.nodeOf(node.op, [input, ...others], { ...node.attributes, pads });
};

/** What a convolution's own padding stands for: 0, or the code of 0. Undefined for other operators. */
const zeroOf = ({ op, operands }: Node, site: Site): number | undefined => {
  if (op === "conv2d") return 0;
  return op === "conv2d_integer" ? uniformValue(operands[2], site) : undefined;
};

/** How many times `zero` is added at the top, left, bottom and right of [N,C,H,W]; undefined where anything else is added. */
const zerosAround = ({ attributes }: Node, zero: number): readonly number[] | undefined => {
  const [batch, channels, top = 0, left = 0, batchEnd, channelsEnd, bottom = 0, right = 0] = attributes[
    "pads"
  ] as readonly number[];
  const isElsewhere = [batch, channels, batchEnd, channelsEnd].some(count => count !== 0);
  return isElsewhere || attributes["mode"] !== "constant" || attributes["value"] !== zero
    ? undefined
    : [top, left, bottom, right];
};
