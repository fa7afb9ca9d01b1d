/** What no mapping goes below, whatever the search has seen: the compulsory work of a contraction on a machine. */
import { type Architecture, leakagePerCycle, type MacMode, operationEnergy, peCount } from "../architecture.ts";
import { epilogueBitsAt } from "../epilogue.ts";
import { type Contraction, elementsOf, macsOf, type TensorName } from "../workload.ts";
import type { Bound } from "./progress.ts";

/**
 * Every MAC takes its share of the array; what the outermost level holds comes from there, or goes there, once; the vector unit does
 * its part. Ignores: all that inner levels and the network cost, and that traffic may have to be repeated.
 */
export const compulsory = (contraction: Contraction, architecture: Architecture, mode: MacMode): Bound => {
  const { levels, vectorUnit } = architecture;
  const [outermost] = levels;
  const macs = macsOf(contraction);
  const operations = elementsOf(contraction, "outputs") * contraction.epilogue.operationsPerOutput;
  const holds = (tensor: TensorName): boolean => outermost?.holds.includes(tensor) === true;
  const read =
    (holds("weights") ? elementsOf(contraction, "weights") * contraction.bits.weights : 0) +
    (holds("inputs") ? inputsTouched(contraction) * contraction.bits.inputs : 0) +
    (outermost === undefined ? 0 : epilogueBitsAt(contraction, vectorUnit, outermost.name));
  const written = holds("outputs") ? elementsOf(contraction, "outputs") * contraction.bits.outputs : 0;
  const cycles = Math.max(
    macs / peCount(architecture) / mode.macsPerCycle,
    operations / vectorUnit.lanes,
    outermost === undefined ? 0 : busCycles(outermost.bandwidth, read, written),
  );
  const latency = Math.max(1, Math.ceil(cycles * (1 - rounding)));
  const leakage = leakagePerCycle(architecture);
  const access = outermost?.access ?? { read: 0, write: 0, wordBits: 1 };
  const energy =
    macs * mode.energy +
    operations * operationEnergy(vectorUnit, contraction.bits.partialSums) +
    (read * access.read + written * access.write) / access.wordBits +
    leakage.levels.reduce((total, each) => total + each, leakage.other) * latency;
  return { latency, energy: energy * (1 - rounding) };
};

/** Sums in another order may differ in the last digits. */
const rounding = 1e-12;

const busCycles = (bandwidth: Architecture["levels"][number]["bandwidth"], read: number, written: number): number => {
  switch (bandwidth.kind) {
    case "unlimited":
      return 0;
    case "shared":
      return (read + written) / bandwidth.total;
    case "separate":
      return Math.max(read / bandwidth.read, written / bandwidth.write);
  }
};

/** No less than what some window touches: a row for each place where a window begins, or for each tap. */
const inputsTouched = ({ bounds: { G, N, C, P, Q, R, S } }: Contraction): number =>
  G * N * C * Math.max(P, R) * Math.max(Q, S);
