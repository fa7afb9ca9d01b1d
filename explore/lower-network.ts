/** A network as what machines see: named workloads in execution order, and why the rest costs nothing. */
import { type Graph, indexOf, type Node, type ValueId } from "../ir/graph.ts";
import { opDef } from "../ir/ops/index.ts";
import { elementCount, formatType } from "../ir/tensor.ts";
import { lowerNode } from "../mapping/lower/index.ts";
import { codesBehind, isReadAsCodes, narrowedBy, narrowingAfter } from "../mapping/lower/quantization.ts";
import type { Lowered, Read } from "../mapping/lower/lowering.ts";
import { activationBits } from "../mapping/lower/widths.ts";
import { elementsOf, type Precision, type Workload } from "../mapping/workload.ts";
import { CompileError } from "../support/diagnostic.ts";
import { type Bits, bytesToHold, quantity } from "../support/quantity.ts";
import { tooLarge } from "./messages.ts";
import type { LiveTensor } from "./live-tensor.ts";
import { joinOrigins, uniqueNames } from "./layer-names.ts";

export interface NamedWorkload {
  /** Unique in the network. */
  readonly name: string;
  readonly workload: Workload;
  readonly reads: readonly TensorRead[];
  readonly writes: readonly TensorWrite[];
}

/** A tensor that a workload reads, and as what. */
export type TensorRead = Read & {
  /** A value of the graph, or scratch; undefined for a constant. */
  readonly tensor: ValueId | undefined;
};

export interface TensorWrite {
  readonly tensor: ValueId;
  readonly elements: number;
  readonly bits: Bits;
}

/** What one node of the graph asks of a machine. */
export interface Step {
  /** With the origins of a quantization that it does on the way out. */
  readonly node: Node;
  /** In order; several for attention. */
  readonly workloads: readonly NamedWorkload[];
  /** Why the node costs nothing, where it has no workload. */
  readonly free: string | undefined;
}

/** What nodes that are alike were lowered to, by what they are. Whoever prepares many networks keeps it. */
export type KnownLowerings = Map<string, Lowered>;

/**
 * One step per node, in order. An opaque node stands for what could not be imported: it has no workload and no reason.
 * @param known grows; of networks without quantization alone, in which a node does not depend on its neighbours.
 * @throws CompileError for nodes whose work is too much to count.
 */
export const lowerNetwork = (
  graph: Graph,
  precision: Precision,
  known: KnownLowerings = new Map(),
): readonly Step[] => {
  const unique = uniqueNames();
  const lowered = lowerAlike(graph, precision, known);
  return graph.nodes.map((node, step) => {
    const { workloads, reads, free } = lowered[step] ?? nothingKnown;
    if (node.op === "opaque") return { node, workloads: [], free: undefined };
    const narrowing = narrowingAfter(graph, node);
    const origins = [...new Set([node, ...narrowing].flatMap(each => each.origins))];
    const stem = joinOrigins(origins) ?? node.op;
    const nameOf = (position: number): string =>
      unique(workloads.length === 1 ? stem : `${stem} (${position + 1}/${workloads.length})`);
    const names = workloads.map((_, i) => nameOf(i));
    const named = workloads.map((workload, i): NamedWorkload => {
      const isLast = i === workloads.length - 1;
      const name = names[i] ?? stem;
      return {
        name,
        workload,
        reads: (reads[i] ?? []).map(read => ({ ...read, tensor: tensorOf(graph, node, read, names[i - 1]) })),
        writes: isLast ? writesOf(node, workload, precision) : [scratchWrite(name, workload)],
      };
    });
    const isPlain = narrowing.length === 0 && origins.length === node.origins.length;
    return { node: isPlain ? node : { ...node, origins }, workloads: named, free };
  });
};

const nothingKnown: Lowered = { workloads: [], reads: [] };

/** Per node; equal nodes of a network without quantization are lowered once. */
const lowerAlike = (graph: Graph, precision: Precision, known: KnownLowerings): readonly Lowered[] => {
  const areAlone = graph.nodes.every(({ op }) => !op.includes("quantize") && op !== "opaque");
  if (!areAlone) requireCountable(graph, graph.nodes);
  const keys = graph.nodes.map(node => (areAlone ? likenessOf(graph, node, precision) : undefined));
  const fresh = graph.nodes.filter((_, position) => !known.has(keys[position] ?? ""));
  if (areAlone) requireCountable(graph, fresh);
  return graph.nodes.map((node, position) => {
    const key = keys[position];
    if (node.op === "opaque") return nothingKnown;
    if (key === undefined) return lowerNode(graph, node, precision);
    const found = known.get(key) ?? lowerNode(graph, node, precision);
    known.set(key, found);
    return found;
  });
};

const likenessOf = (
  graph: Graph,
  { op, operands, attributes, results }: Node,
  { weightBits, activationBits: bits, accumulatorBits }: Precision,
): string => {
  const index = indexOf(graph);
  let text = `${op} ${weightBits} ${bits} ${accumulatorBits}`;
  for (const id of operands) {
    const type = index.typeOf(id);
    text += `${index.constantOf(id) === undefined ? " " : " constant "}${type === undefined ? "" : formatType(type)}`;
  }
  for (const { type } of results) text += ` ${formatType(type)}`;
  // Whether a value is read twice by one node may matter too.
  return `${text} ${JSON.stringify(attributes)}${new Set(operands).size === operands.length ? "" : operands.map(id => operands.indexOf(id)).join()}`;
};

const tensorOf = (
  graph: Graph,
  { operands }: Node,
  { source }: Read,
  previous: string | undefined,
): ValueId | undefined => {
  if (source === "constant") return undefined;
  if (source === "previous") return scratchId(previous ?? "");
  const operand = operands[source];
  if (operand === undefined) return undefined;
  const codes = codesBehind(graph, operand);
  return indexOf(graph).constantOf(codes) === undefined ? codes : undefined;
};

/** A contraction has one result; its bits are those of the workload, which may narrow it. */
const writesOf = ({ results }: Node, workload: Workload, precision: Precision): readonly TensorWrite[] =>
  results.map(({ id, type }) => {
    const elements = elementCount(type.dims);
    const bits = workload.kind === "vector" ? elements * activationBits(type, precision) : outputBitsOf(workload);
    return { tensor: id, elements, bits: quantity<Bits>(bits) };
  });

const scratchId = (layer: string): string => `scratch of ${layer}`;

const scratchWrite = (name: string, workload: Workload): TensorWrite => ({
  tensor: scratchId(name),
  elements: workload.kind === "vector" ? workload.outputElements : elementsOf(workload, "outputs"),
  bits: quantity<Bits>(outputBitsOf(workload)),
});

const requireCountable = (graph: Graph, nodes: readonly Node[]): void => {
  const index = indexOf(graph);
  const faults = nodes.flatMap(({ op, operands, attributes, results, origins }) => {
    const types = operands.flatMap(id => index.typeOf(id) ?? []);
    const { macs, vectorOperations } = opDef(op).work({ operands: types, attributes });
    const elements = [...types, ...results.map(({ type }) => type)].map(({ dims }) => elementCount(dims) * widestBits);
    const most = [macs, vectorOperations, ...elements].reduce((a, b) => Math.max(a, b));
    return most > Number.MAX_SAFE_INTEGER ? [tooLarge(op, origins, most)] : [];
  });
  if (faults.length > 0) throw new CompileError(faults);
};

/** Bits of tensors are counted too. */
const widestBits = 64;

/** True where a node has no bytes of its own: its result lies where its first operand lies, or would. */
export const isAlias =
  (graph: Graph) =>
  (node: Node): boolean =>
    node.op === "reshape" || narrowedBy(graph, node) !== undefined || isReadAsCodes(graph, node);

/**
 * What nodes of several workloads pass from one to the next, such as the scores of attention: alive as long as the node runs.
 * Ignores: that a softmax could work in place.
 */
export const scratchOf = (steps: readonly Step[]): readonly LiveTensor[] =>
  steps.flatMap(({ workloads }, step) =>
    workloads
      .slice(0, -1)
      .flatMap(({ writes }) => writes)
      .map(({ tensor, bits }) => ({ id: tensor, bytes: bytesToHold(bits), firstStep: step, lastStep: step })),
  );

const outputBitsOf = (workload: Workload): number =>
  workload.kind === "vector" ? workload.outputBits : elementsOf(workload, "outputs") * workload.bits.outputs;
