/**
 * Where a network can be quantized, after the machine's fashion: a value that goes to memory is a place for a quantizer, one that
 * stays in an accumulator (a bias, a fused activation, a residual that is added on the way out) is none.
 */
import { type Graph, indexOf, type Node, resultOf, type ValueId } from "../ir/graph.ts";
import { elementCount } from "../ir/tensor.ts";
import type { OpName } from "../ir/ops/index.ts";
import { movesCodes } from "./moves-codes.ts";

export type QuantizationSite = ActivationSite | ConstantSite | WeightSite;

/** A network input or a node's result, with one scale and zero point. */
export interface ActivationSite {
  readonly role: "activation";
  readonly value: ValueId;
  /** Values that nodes make by moving the codes of this one about: they share its parameters, whatever they are. */
  readonly movedTo: readonly ValueId[];
  /** The user's layers that compute it; empty for an input. */
  readonly layers: readonly string[];
}

/** A known operand of an elementwise node or a table that is looked up, e.g. a position embedding. One scale and zero point. */
export interface ConstantSite {
  readonly role: "constant";
  readonly value: ValueId;
  readonly layers: readonly string[];
}

/** A factor of a contraction that is known. Symmetric; one scale per output channel where `axis` is given. */
export interface WeightSite {
  readonly role: "weight";
  readonly value: ValueId;
  readonly axis: number | undefined;
  /** The activation that it is multiplied with: their widths together are the contraction's precision. */
  readonly activation: ValueId | undefined;
  readonly layers: readonly string[];
}

/** All sites of a prepared graph in topological order, each value once: inputs, then per node its constants and results. */
export const quantizationSites = (graph: Graph): readonly QuantizationSite[] => {
  const sites = new Map<ValueId, QuantizationSite>();
  for (const { id, type } of graph.inputs)
    if (type.dtype === "f32") sites.set(id, { role: "activation", value: id, movedTo: [], layers: [] });
  for (const node of graph.nodes) addSites(node, graph, sites);
  return [...sites.values()];
};

/** The value whose parameters `id` has: itself, or what its codes were moved from. */
export const codeSource = (graph: Graph, id: ValueId): ValueId => {
  const producer = indexOf(graph).producerOf(id);
  const [from] = producer?.operands ?? [];
  return producer !== undefined && from !== undefined && movesCodes(producer) && resultOf(producer).id === id
    ? codeSource(graph, from)
    : id;
};

type Sites = Map<ValueId, QuantizationSite>;

const addSites = (node: Node, graph: Graph, sites: Sites): void => {
  const { constantOf, typeOf } = indexOf(graph);
  const isFloat = (id: ValueId): boolean => typeOf(id)?.dtype === "f32";
  for (const [i, id] of node.operands.entries())
    if (constantOf(id) !== undefined && isFloat(id) && !isAccumulated(node, i)) addConstant(node, i, graph, sites);
  if (movesCodes(node)) {
    addMoved(node, graph, sites);
    return;
  }
  for (const { id } of node.results)
    if (isFloat(id)) sites.set(id, { role: "activation", value: id, movedTo: [], layers: node.origins });
};

const addMoved = (node: Node, graph: Graph, sites: Sites): void => {
  const [{ id: result }, source] = [resultOf(node), codeSource(graph, node.operands[0] ?? "")];
  const site = sites.get(source);
  if (site?.role === "activation") sites.set(source, { ...site, movedTo: [...site.movedTo, result] });
  else if (site === undefined && indexOf(graph).typeOf(result)?.dtype === "f32")
    sites.set(result, { role: "activation", value: result, movedTo: [], layers: node.origins });
};

const addConstant = (node: Node, operand: number, graph: Graph, sites: Sites): void => {
  const [value, layers] = [node.operands[operand] ?? "", node.origins];
  const known = sites.get(value);
  const axis = outputChannelAxis(node, operand, graph);
  const { dims } = indexOf(graph).typeOf(value) ?? { dims: [] };
  if (axis === "none") {
    // A constant that is also a weight stays one: its codes are shared.
    // A single number is part of the operation: a table or a scale takes it in.
    if (known === undefined && elementCount(dims) > 1 && takesCodes(node, operand))
      sites.set(value, { role: "constant", value, layers });
    return;
  }
  const other = node.operands[1 - operand];
  const activation = other === undefined || indexOf(graph).constantOf(other) ? undefined : codeSource(graph, other);
  const isShared = known?.role === "weight" && known.axis !== axis;
  sites.set(value, { role: "weight", value, axis: isShared ? undefined : axis, activation, layers });
};

/** What only ever meets the accumulator, at its precision. */
const isAccumulated = (node: Node, operand: number): boolean => isContraction(node) && operand >= 2;

export const isContraction = ({ op }: Node): boolean => op === "conv2d" || op === "conv_transpose2d" || op === "matmul";

/** Parameters of normalizations, slopes and the like are part of what the vector unit is told, not data that it streams. */
const takesCodes = (node: Node, operand: number): boolean =>
  elementwise.has(node.op) || (operand === 0 && movesCodes(node));

const elementwise: ReadonlySet<OpName> = new Set<OpName>(["add", "sub", "mul", "div", "max", "min", "concat"]);

/** The axis of a known factor along which the result's channels lie; "none" where the operand is no factor of a contraction. */
const outputChannelAxis = (node: Node, operand: number, graph: Graph): number | undefined | "none" => {
  if (!isContraction(node) || operand > 1) return "none";
  if (operand === 0) return undefined;
  const rank = indexOf(graph).typeOf(node.operands[operand] ?? "")?.dims.length;
  if (node.op === "matmul") return rank === 2 ? 1 : undefined;
  if (node.op === "conv2d") return 0;
  return node.attributes["group"] === 1 ? 1 : undefined;
};
