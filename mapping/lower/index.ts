/** From a node to what it asks of a machine. */
import { type Graph, indexOf, type Node } from "../../ir/graph.ts";
import { opDef, type OpName } from "../../ir/ops/index.ts";
import { InternalError } from "../../support/diagnostic.ts";
import { macsOf, type Precision, type Workload } from "../workload.ts";
import { lowerConv2d } from "./conv2d.ts";
import type { Lowered, Lowering } from "./lowering.ts";
import { onVectorUnit } from "./vector.ts";

/** Operators that the vector unit alone cannot run. */
const lowerings: Partial<Record<OpName, Lowering>> = {
  conv2d: lowerConv2d,
};

/**
 * The workloads of one node of a verified graph. Their MACs and vector operations are those that the operator's definition
 * counts. Float elements get the widths of `precision`.
 */
export const lowerNode = (graph: Graph, node: Node, precision: Precision): Lowered => {
  const index = indexOf(graph);
  const operands = node.operands.map(id => {
    const type = index.typeOf(id);
    if (type === undefined) throw new InternalError(`${node.op} reads ${id}, which nothing defines`);
    return { type, isConstant: index.constantOf(id) !== undefined };
  });
  const { attributes } = node;
  const work = opDef(node.op).work({ operands: operands.map(({ type }) => type), attributes });
  const results = node.results.map(({ type }) => type);
  const lower = lowerings[node.op] ?? onVectorUnit;
  const lowered = lower({ op: node.op, operands, results, attributes, work, precision });
  const macs = lowered.workloads.reduce((total, workload) => total + macsIn(workload), 0);
  if (macs !== work.macs) throw new InternalError(`${node.op} has ${work.macs} MACs, lowered to ${macs}`);
  return macs === 0 && work.macs === 0 && isEmpty(lowered) ? { workloads: [], free: "the result is empty" } : lowered;
};

const macsIn = (workload: Workload): number => (workload.kind === "contraction" ? macsOf(workload) : 0);

/** Contractions without a single MAC have an operand without elements. */
const isEmpty = ({ workloads }: Lowered): boolean => workloads.some(({ kind }) => kind === "contraction");
