import { bitsOf } from "../ir/dtype.ts";
import { type Constant, type Graph, type Node, tensorOf, type Value } from "../ir/graph.ts";
import { evaluateNode } from "../ir/interp/evaluate.ts";
import type { Work } from "../ir/op.ts";
import { opDef } from "../ir/ops/index.ts";
import { elementCount, type Tensor } from "../ir/tensor.ts";
import type { Pass } from "./pass.ts";
import { rewrite, type Rule, type Site } from "./rewrite.ts";

/**
 * Evaluates nodes whose operands are all constants, with the reference interpreter, so that every result is rounded as at run
 * time. Where a weight's value is unknown (the model file has only its shape), a node that merely moves data gives an unknown
 * constant of the new shape, so that a network without its weights takes the same form as with them.
 * Not folded: what would grow the model (an expand of a scalar to a feature map), what would take long, and a `dequantize` that
 * says with how few bits a weight is stored. (One of 32 bits, a bias, takes the same room as a float.)
 */
export const foldConstants: Pass = {
  name: "fold-constants",
  summary: "Evaluate what depends on constants alone.",
  whyGone: "evaluated at compile time: it depends on constants alone",
  run: graph => rewrite(graph, [foldWithin(budgetOf(graph))]),
};

/** A result may be this many times as large as what it is made from ... */
const growth = 2;
/** ... and small ones may be made from nothing. */
const alwaysAllowedBytes = 2 ** 20;

/** What a run of the pass may still spend, so that no model, however made, takes unbounded memory or time. */
interface Budget {
  /** By which constants may grow. */
  bytes: number;
  /** Elements computed or moved. */
  operations: number;
}

/** The weights may double, plus 16 MiB; they may be moved eight times, plus what the interpreter does in some seconds. */
const budgetOf = ({ constants }: Graph): Budget => ({
  bytes: 2 ** 24 + totalBytes(constants),
  operations: 2 ** 27 + 8 * constants.reduce((total, { type }) => total + elementCount(type.dims), 0),
});

const foldWithin =
  (budget: Budget): Rule =>
  (node, site) => {
    const constants = node.op === "opaque" ? undefined : constantOperands(node, site);
    if (constants === undefined || growsTooMuch(node, constants) || unpacks(node, constants)) return undefined;
    const work = workOf(node, constants);
    const known = constants.map(tensorOf).filter(tensor => tensor !== undefined);
    if (known.length < constants.length) return onlyMovesData(work) ? unknownResults(node, site) : undefined;
    return spend(budget, node, work, site) ? foldKnown(node, known, site) : undefined;
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

const workOf = ({ op, attributes }: Node, operands: readonly Constant[]): Work =>
  opDef(op).work({ operands: operands.map(({ type }) => type), attributes });

/** By its own account the operator neither multiplies nor computes. */
const onlyMovesData = ({ macs, vectorOperations }: Work): boolean => macs === 0 && vectorOperations === 0;

/** Takes the node's evaluation from the budget; false where that does not hold it. */
const spend = (budget: Budget, node: Node, work: Work, site: Site): boolean => {
  const bytes = Math.max(0, totalBytes(node.results) - bytesFreed(node, site));
  const elements = node.results.reduce((total, { type }) => total + elementCount(type.dims), 0);
  const operations = work.macs + work.vectorOperations + elements;
  if (bytes > budget.bytes || operations > budget.operations) return false;
  budget.bytes -= bytes;
  budget.operations -= operations;
  return true;
};

/** What the constants take that only this node reads. */
const bytesFreed = ({ operands }: Node, site: Site): number => {
  const own = [...new Set(operands)].filter(id => site.usesOf(id) === operands.filter(other => other === id).length);
  return totalBytes(own.map(id => site.valueOf(id)));
};

const foldKnown = (node: Node, operands: readonly Tensor[], site: Site): readonly Value[] =>
  evaluateNode(node, operands).map(tensor => site.constant(stemOf(node, site), tensor));

const unknownResults = (node: Node, site: Site): readonly Value[] =>
  node.results.map(({ type }) => site.unknownConstant(stemOf(node, site), type));

/** Named after the first operand, so that a transposed weight still carries the weight's name. */
const stemOf = (node: Node, site: Site): string => {
  const [first] = node.operands;
  const name = first === undefined ? undefined : site.constantOf(first)?.id;
  return `${(name ?? node.op).replace(foldedSuffix, "")}.folded`;
};
const foldedSuffix = /\.folded(\.\d+)?$/;
