/**
 * Quantization that takes no trip to memory: what a contraction does to its accumulators on their way out, and codes that the
 * MACs take as they are. Every integer machine has both: NVDLA's SDP converts on the way out (hardware architecture
 * specification, SDP), and the zero points fold into the bias (Jacob et al., CVPR 2018).
 */
import { type Graph, indexOf, type Node, type ValueId } from "../../ir/graph.ts";
import { elementCount } from "../../ir/tensor.ts";
import type { Contraction, Workload } from "../workload.ts";
import type { LoweredOperand, LoweringInput } from "./lowering.ts";
import { activationBits, epilogueOperands } from "./widths.ts";

const isContraction = ({ op }: Node): boolean =>
  op === "conv2d" || op === "conv2d_integer" || op === "matmul" || op === "matmul_integer";

const narrowing: ReadonlySet<string> = new Set(["quantize", "requantize", "requantize_dyadic"]);

/** The one node that quantizes what a contraction computes, where nothing else reads it and scale and zero point are known. */
export const narrowingAfter = (graph: Graph, node: Node): Node | undefined => {
  const index = indexOf(graph);
  const [result] = node.results;
  if (!isContraction(node) || result === undefined || index.isOutput(result.id)) return undefined;
  const [reader, ...others] = index.usersOf(result.id);
  if (reader === undefined || others.length > 0) return undefined;
  const narrows = narrowing.has(reader.op);
  return narrows && reader.operands[0] === result.id && hasKnownParameters(graph, reader) ? reader : undefined;
};

/** The contraction that quantizes on this node's behalf. */
export const narrowedBy = (graph: Graph, node: Node): Node | undefined => {
  const producer = indexOf(graph).producerOf(node.operands[0] ?? "");
  return producer !== undefined && narrowingAfter(graph, producer) === node ? producer : undefined;
};

/** True where only contractions read what this node dequantizes, one scale for all of it or one per filter: their MACs take the codes. */
export const isReadAsCodes = (graph: Graph, node: Node): boolean => {
  const index = indexOf(graph);
  const [result] = node.results;
  if (node.op !== "dequantize" || result === undefined || index.isOutput(result.id)) return false;
  const users = index.usersOf(result.id);
  const scales = elementCount(index.typeOf(node.operands[1] ?? "")?.dims ?? []);
  const factors = (user: Node): readonly ValueId[] => user.operands.slice(scales === 1 ? 0 : 1, 2);
  const isFactorOf = (user: Node): boolean =>
    isContraction(user) && factors(user).includes(result.id) && !user.operands.slice(2).includes(result.id);
  return users.length > 0 && users.every(isFactorOf) && hasKnownParameters(graph, node);
};

/** What the MACs see of an operand: the codes behind a dequantization. */
export const codesBehind = (graph: Graph, id: ValueId): ValueId => {
  const producer = indexOf(graph).producerOf(id);
  return producer !== undefined && isReadAsCodes(graph, producer) ? (producer.operands[0] ?? id) : id;
};

const hasKnownParameters = (graph: Graph, { operands }: Node): boolean =>
  operands.slice(1).every(id => indexOf(graph).constantOf(id) !== undefined);

/** The contraction with the quantization as the last step of its epilogue. */
export const narrowed = (workload: Workload, { operands, results, work, precision }: LoweringInput): Workload => {
  const [result] = results;
  if (workload.kind !== "contraction" || result === undefined) return workload;
  const { bits, epilogue }: Contraction = workload;
  const parameters: readonly LoweredOperand[] = operands.slice(1);
  return {
    ...workload,
    bits: { ...bits, outputs: activationBits(result, precision) },
    epilogue: {
      ...epilogue,
      operationsPerOutput: epilogue.operationsPerOutput + work.vectorOperations / elementCount(result.dims),
      operands: [...epilogue.operands, ...epilogueOperands(undefined, parameters, precision)],
    },
  };
};
