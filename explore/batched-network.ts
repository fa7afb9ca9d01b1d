/** Several copies of a network's inputs in one run: every layer's work that often, its weights once. */
import type { Contraction, VectorWorkload, Workload } from "../mapping/workload.ts";
import { type Bits, quantity } from "../support/quantity.ts";
import type { PreparedNetwork } from "./fit-network.ts";
import type { NamedWorkload } from "./lower-network.ts";

/** The same network where the batch is one. Memory is the caller's to count. */
export const batchedNetwork = (prepared: PreparedNetwork, batch: number): PreparedNetwork =>
  batch === 1
    ? prepared
    : {
        ...prepared,
        steps: prepared.steps.map(step => ({ ...step, workloads: step.workloads.map(each => batched(each, batch)) })),
        layers: prepared.layers.map(layer => batched(layer, batch)),
        scratch: prepared.scratch.map(tensor => ({ ...tensor, bytes: tensor.bytes * batch })),
      };

const batched = (named: NamedWorkload, batch: number): NamedWorkload => ({
  ...named,
  workload: batchedWorkload(named, batch),
  reads: named.reads.map(read =>
    read.role !== "stream" || read.tensor === undefined
      ? read
      : { ...read, elements: read.elements * batch, bits: quantity<Bits>(read.bits * batch) },
  ),
  writes: named.writes.map(write => ({
    ...write,
    elements: write.elements * batch,
    bits: quantity<Bits>(write.bits * batch),
  })),
});

const batchedWorkload = ({ workload, reads }: NamedWorkload, batch: number): Workload =>
  workload.kind === "vector" ? batchedVector(workload, reads, batch) : batchedContraction(workload, reads, batch);

/** Where both operands are activations, each copy multiplies its own two. */
const batchedContraction = (contraction: Contraction, reads: NamedWorkload["reads"], batch: number): Contraction => {
  const { bounds, epilogue } = contraction;
  const isWeighted = reads.some(({ role, tensor }) => role === "weights" && tensor === undefined);
  const beside = reads.filter(({ role }) => role === "epilogue");
  return {
    ...contraction,
    bounds: isWeighted ? { ...bounds, N: bounds.N * batch } : { ...bounds, G: bounds.G * batch },
    epilogue: {
      ...epilogue,
      operands: epilogue.operands.map((operand, i) =>
        beside[i]?.tensor === undefined ? operand : { ...operand, elements: operand.elements * batch },
      ),
    },
  };
};

/** What is constant is read once. */
const batchedVector = (vector: VectorWorkload, reads: NamedWorkload["reads"], batch: number): VectorWorkload => {
  const constants = reads.flatMap(read => (read.role === "stream" && read.tensor === undefined ? [read] : []));
  const constantElements = constants.reduce((sum, { elements }) => sum + elements, 0);
  const constantBits = constants.reduce((sum, { bits }) => sum + bits, 0);
  const { inputElements, outputElements, streamElements, operations, inputBits, outputBits } = vector;
  return {
    ...vector,
    inputElements: (inputElements - constantElements) * batch + constantElements,
    outputElements: outputElements * batch,
    ...(streamElements === undefined ? {} : { streamElements: streamElements * batch }),
    operations: operations * batch,
    inputBits: quantity<Bits>((inputBits - constantBits) * batch + constantBits),
    outputBits: quantity<Bits>(outputBits * batch),
  };
};
