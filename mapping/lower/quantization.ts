/**
 * Quantization that takes no trip to memory: what a contraction does to its accumulators on their way out, and codes that the
 * MACs take as they are. Every integer machine has both: NVDLA's SDP converts on the way out (hardware architecture
 * specification, SDP), and the zero points fold into the bias (Jacob et al., CVPR 2018).
 */
import { type Graph, indexOf, type Node, type ValueId } from "../../ir/graph.ts";
import { splitOperands } from "../../ir/epilogue.ts";
import { elementCount } from "../../ir/tensor.ts";
import { type Contraction, elementsOf, type Workload } from "../workload.ts";
import { textsOf } from "./access.ts";
import type { LoweredOperand, LoweringInput } from "./lowering.ts";
import { activationBits, epilogueOperands } from "./widths.ts";

const isContraction = ({ op }: Node): boolean =>
  op === "conv2d" || op === "conv2d_integer" || op === "matmul" || op === "matmul_integer";

const narrowers: ReadonlySet<string> = new Set(["quantize", "requantize", "requantize_dyadic"]);

/**
 * The nodes behind a contraction that make codes of what it computes: a quantization of known scale and zero point, and bounds on
 * its codes, which is what integer models have of an activation. Only where nothing else reads what lies between.
 */
export const narrowingAfter = (graph: Graph, node: Node): readonly Node[] => {
  const narrowing = isContraction(node) ? onlyReader(graph, node) : undefined;
  if (narrowing === undefined || !narrowers.has(narrowing.op) || !hasKnownParameters(graph, narrowing)) return [];
  const bounds = onlyReader(graph, narrowing);
  return bounds?.op === "clip" ? [narrowing, bounds] : [narrowing];
};

/** The node that alone takes a node's one result, as its first operand. */
const onlyReader = (graph: Graph, { results: [result] }: Node): Node | undefined => {
  const index = indexOf(graph);
  if (result === undefined || index.isOutput(result.id)) return undefined;
  const [reader, ...others] = index.usersOf(result.id);
  return others.length === 0 && reader?.operands.indexOf(result.id) === 0 && !reader.operands.includes(result.id, 1)
    ? reader
    : undefined;
};

/** The contraction that quantizes or bounds on this node's behalf. */
export const narrowedBy = (graph: Graph, node: Node): Node | undefined => {
  const index = indexOf(graph);
  const producer = index.producerOf(node.operands[0] ?? "");
  const beforeIt = index.producerOf(producer?.operands[0] ?? "");
  return [producer, beforeIt].find(each => each !== undefined && narrowingAfter(graph, each).includes(node));
};

/**
 * True where only contractions read what this node dequantizes: their MACs take the codes, one scale for all of them or one per filter,
 * a bias counts in the accumulator's own unit, and what is added or multiplied on the way out is dequantized there.
 */
export const isReadAsCodes = (graph: Graph, node: Node): boolean => {
  const index = indexOf(graph);
  const [result] = node.results;
  if (node.op !== "dequantize" || result === undefined || index.isOutput(result.id)) return false;
  const users = index.usersOf(result.id);
  const scales = elementCount(index.typeOf(node.operands[1] ?? "")?.dims ?? []);
  const isHere = (id: ValueId): boolean => id === result.id;
  // Known accumulators; codes of any other width would have to be brought to that unit first.
  const isBias = index.constantOf(node.operands[0] ?? "")?.type.dtype === "int32";
  const takesCodes = (user: Node): boolean => {
    const readable = [
      ...user.operands.slice(scales === 1 ? 0 : 1, 2),
      ...extrasOf(user),
      ...(isBias ? biasOf(user) : []),
    ];
    return isContraction(user) && readable.filter(isHere).length === user.operands.filter(isHere).length;
  };
  return users.length > 0 && users.every(takesCodes) && hasKnownParameters(graph, node);
};

const biasOf = ({ operands, attributes }: Node): readonly ValueId[] => {
  const { bias } = splitOperands(operands, textsOf(attributes, "epilogue"));
  return bias === undefined ? [] : [bias];
};

/** What a contraction reads on the way out, but its bias. */
const extrasOf = ({ operands, attributes }: Node): readonly ValueId[] =>
  splitOperands(operands, textsOf(attributes, "epilogue")).extras;

/** The dequantizations that a contraction does on the way out, one for each time that it reads their codes there. */
export const wideningBefore = (graph: Graph, node: Node): readonly Node[] =>
  isContraction(node)
    ? extrasOf(node).flatMap(id => {
        const producer = indexOf(graph).producerOf(id);
        return producer !== undefined && isReadAsCodes(graph, producer) ? [producer] : [];
      })
    : [];

/** Why a dequantization whose codes are read costs nothing of its own. */
export const whyCodesAreRead = (graph: Graph, { results: [result] }: Node): string =>
  indexOf(graph)
    .usersOf(result?.id ?? "")
    .some(user => extrasOf(user).some(id => id === result?.id))
    ? "done on the way out of the layers that read its codes"
    : "the MACs take its codes as they are";

/** What the MACs see of an operand: the codes behind a dequantization. */
export const codesBehind = (graph: Graph, id: ValueId): ValueId => {
  const producer = indexOf(graph).producerOf(id);
  return producer !== undefined && isReadAsCodes(graph, producer) ? (producer.operands[0] ?? id) : id;
};

const hasKnownParameters = (graph: Graph, { operands }: Node): boolean =>
  operands.slice(1).every(id => indexOf(graph).constantOf(id) !== undefined);

/** The contraction with a quantization as the next step of its epilogue. */
export const narrowed = (workload: Workload, step: LoweringInput): Workload => {
  const [result] = step.results;
  const stepped = withStep(workload, step);
  if (stepped.kind !== "contraction" || result === undefined) return stepped;
  return { ...stepped, bits: { ...stepped.bits, outputs: activationBits(result, step.precision) } };
};

/** The contraction with one more step of its epilogue: its operations, and its parameters to read. */
export const withStep = (workload: Workload, { operands, work, precision }: LoweringInput): Workload => {
  if (workload.kind !== "contraction") return workload;
  const { epilogue }: Contraction = workload;
  const parameters: readonly LoweredOperand[] = operands.slice(1);
  return {
    ...workload,
    epilogue: {
      ...epilogue,
      operationsPerOutput: epilogue.operationsPerOutput + work.vectorOperations / elementsOf(workload, "outputs"),
      operands: [...epilogue.operands, ...epilogueOperands(undefined, parameters, precision)],
    },
  };
};
