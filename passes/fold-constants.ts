import { bitsOf } from "../ir/dtype.ts";
import { type Constant, type Node, tensorOf, type Value } from "../ir/graph.ts";
import { evaluateNode } from "../ir/interp/evaluate.ts";
import { opDef } from "../ir/ops/index.ts";
import { elementCount, type Tensor, type TensorType } from "../ir/tensor.ts";
import type { Pass } from "./pass.ts";
import { rewrite, type Rule, type Site } from "./rewrite.ts";

/**
 * Evaluates nodes whose operands are all constants, with the reference interpreter, so that every result is rounded as at run
 * time. Where a weight's value is unknown (the model file has only its shape), a node that merely moves data gives an unknown
 * constant of the new shape, so that a network without its weights takes the same form as with them.
 * Not folded: what would grow the model (an expand of a scalar to a feature map), and a `dequantize` that says with how
 * few bits a weight is stored. (One of 32 bits, a bias, takes the same room as a float.)
 */
export const foldConstants: Pass = {
  name: "fold-constants",
  summary: "Evaluate what depends on constants alone.",
  whyGone: "evaluated at compile time: it depends on constants alone",
  run: graph => rewrite(graph, [foldNode]),
};

/** A result may be this many times as large as what it is made from ... */
const growth = 2;
/** ... and small ones may be made from nothing. */
const alwaysAllowedBytes = 2 ** 20;

const foldNode: Rule = (node, site) => {
  const constants = node.op === "opaque" ? undefined : constantOperands(node, site);
  if (constants === undefined || growsTooMuch(node, constants) || unpacks(node, constants)) return undefined;
  const known = constants.map(tensorOf).filter(tensor => tensor !== undefined);
  if (known.length === constants.length) return foldKnown(node, known, site);
  return onlyMovesData(node, constants) ? node.results.map(value => unknownResult(node, value, site)) : undefined;
};

const constantOperands = (node: Node, site: Site): readonly Constant[] | undefined => {
  const constants = node.operands.map(id => site.constantOf(id)).filter(constant => constant !== undefined);
  return constants.length === node.operands.length ? constants : undefined;
};

const growsTooMuch = (node: Node, operands: readonly Constant[]): boolean =>
  totalBytes(node.results) > Math.max(growth * totalBytes(operands), alwaysAllowedBytes);

const unpacks = ({ op }: Node, [code]: readonly Constant[]): boolean =>
  op === "dequantize" && code !== undefined && bitsOf(code.type.dtype) < 32;

const totalBytes = (values: readonly Value[]): number =>
  values.reduce((total, { type }) => total + (elementCount(type.dims) * bitsOf(type.dtype)) / 8, 0);

const foldKnown = (node: Node, operands: readonly Tensor[], site: Site): readonly Value[] =>
  evaluateNode(node, operands).map(tensor => site.constant(stemOf(node, site), tensor));

const unknownResult = (node: Node, { type }: Value, site: Site): Value =>
  site.unknownConstant(stemOf(node, site), type);

/** By its own account the operator neither multiplies nor computes. */
const onlyMovesData = (node: Node, operands: readonly { readonly type: TensorType }[]): boolean => {
  const { macs, vectorOperations } = opDef(node.op).work({
    operands: operands.map(({ type }) => type),
    attributes: node.attributes,
  });
  return macs === 0 && vectorOperations === 0;
};

/** Named after the first operand, so that a transposed weight still carries the weight's name. */
const stemOf = (node: Node, site: Site): string => {
  const [first] = node.operands;
  const name = first === undefined ? undefined : site.constantOf(first)?.id;
  return `${(name ?? node.op).replace(foldedSuffix, "")}.folded`;
};
const foldedSuffix = /\.folded(\.\d+)?$/;
