/** A network as what machines see: named workloads in execution order, and why the rest costs nothing. */
import { type Graph, indexOf, type Node } from "../ir/graph.ts";
import { opDef } from "../ir/ops/index.ts";
import { elementCount } from "../ir/tensor.ts";
import { lowerNode } from "../mapping/lower/index.ts";
import { isReadAsCodes, narrowedBy, narrowingAfter } from "../mapping/lower/quantization.ts";
import { elementsOf, type Precision, type Workload } from "../mapping/workload.ts";
import { CompileError } from "../support/diagnostic.ts";
import { type Bits, bytesToHold, quantity } from "../support/quantity.ts";
import { tooLarge } from "./messages.ts";
import type { LiveTensor } from "./memory.ts";
import { joinOrigins, uniqueNames } from "./layer-names.ts";

export interface NamedWorkload {
  /** Unique in the network. */
  readonly name: string;
  readonly workload: Workload;
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

/**
 * One step per node, in order. An opaque node stands for what could not be imported: it has no workload and no reason.
 * @throws CompileError for nodes whose work is too much to count.
 */
export const lowerNetwork = (graph: Graph, precision: Precision): readonly Step[] => {
  requireCountable(graph);
  const unique = uniqueNames();
  return graph.nodes.map(node => {
    if (node.op === "opaque") return { node, workloads: [], free: undefined };
    const { workloads, free } = lowerNode(graph, node, precision);
    const origins = [...new Set([...node.origins, ...(narrowingAfter(graph, node)?.origins ?? [])])];
    const stem = joinOrigins(origins) ?? node.op;
    const nameOf = (position: number): string =>
      unique(workloads.length === 1 ? stem : `${stem} (${position + 1}/${workloads.length})`);
    const named = workloads.map((workload, i) => ({ name: nameOf(i), workload }));
    return { node: { ...node, origins }, workloads: named, free };
  });
};

const requireCountable = (graph: Graph): void => {
  const index = indexOf(graph);
  const faults = graph.nodes.flatMap(({ op, operands, attributes, results, origins }) => {
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
    workloads.slice(0, -1).map(({ name, workload }) => ({
      id: `scratch of ${name}`,
      bytes: bytesToHold(quantity<Bits>(outputBitsOf(workload))),
      firstStep: step,
      lastStep: step,
    })),
  );

const outputBitsOf = (workload: Workload): number =>
  workload.kind === "vector" ? workload.outputBits : elementsOf(workload, "outputs") * workload.bits.outputs;
