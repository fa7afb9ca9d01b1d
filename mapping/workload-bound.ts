/**
 * What no mapping of a workload goes below, without mapping it: so cheap that a search over thousands of machines asks for it
 * first, and maps only on machines that are still promising.
 */
import {
  type Architecture,
  instancesOf,
  leakagePerCycle,
  macModeFor,
  operationEnergy,
  type StorageLevel,
  transferCycles,
} from "./architecture.ts";
import {
  type Contraction,
  type Dimension,
  dimensions,
  elementsOf,
  isRelevant,
  macsOf,
  type TensorName,
  tensorNames,
  type VectorWorkload,
  type Workload,
} from "./workload.ts";
import { epilogueBitsAt } from "./epilogue.ts";
import { evaluateVector } from "./vector.ts";

/** No mapping has less latency, or takes less energy; the two need not come from one mapping. */
export interface WorkloadBound {
  readonly latencyCycles: number;
  /** Without leakage. */
  readonly dynamicPj: number;
  /** Including the leakage of the least latency. */
  readonly energyPj: number;
}

/** What a workload asks of a machine whatever its bandwidths are. */
export type WorkloadDemand =
  | { readonly kind: "vector"; readonly workload: VectorWorkload }
  | {
      readonly kind: "contraction";
      readonly dynamicPj: number;
      /** Of the array and of the vector unit's lanes. */
      readonly cycles: readonly number[];
      /** Of the epilogue, over the vector unit's own stream. */
      readonly streamBits: number;
      /** By level, over all instances. */
      readonly traffic: readonly Moved[];
    }
  | { readonly kind: "impossible" };

/**
 * Each tensor moves at least once between levels that must keep it; the innermost of them serves every MAC, less what its
 * fan-outs multicast or add up at best. Latency is that of the busiest resource, each perfectly used (a roofline).
 * Infinite where no MAC is wide enough.
 * Ignores: capacities, that one unrolling must serve all tensors, first fill and last drain.
 */
export const workloadBound = (workload: Workload, architecture: Architecture): WorkloadBound =>
  boundFrom(workloadDemand(workload, architecture), architecture);

/** Equal for machines that differ in nothing but bandwidths. */
export const workloadDemand = (workload: Workload, architecture: Architecture): WorkloadDemand => {
  if (workload.kind === "vector") return { kind: "vector", workload };
  const { compute, vectorUnit, levels } = architecture;
  const { epilogue, bits } = workload;
  const mode = macModeFor(compute, bits);
  if (mode === undefined) return { kind: "impossible" };
  const traffic = levelTraffic(workload, architecture);
  const operations = elementsOf(workload, "outputs") * epilogue.operationsPerOutput;
  const dynamic =
    macsOf(workload) * mode.energy +
    operations * operationEnergy(vectorUnit, bits.partialSums) +
    levels.reduce((total, { access }, level) => {
      const { readBits, writeBits } = traffic[level] ?? nothing;
      return total + (readBits * access.read + writeBits * access.write) / access.wordBits;
    }, 0) +
    networkBound(workload, architecture);
  return {
    kind: "contraction",
    dynamicPj: lowered(dynamic),
    cycles: [fewestSteps(workload, levels) / mode.macsPerCycle, operations / vectorUnit.lanes],
    streamBits: epilogueBitsAt(workload, vectorUnit, vectorUnit.level),
    traffic,
  };
};

export const boundFrom = (demand: WorkloadDemand, architecture: Architecture): WorkloadBound => {
  if (demand.kind === "impossible") return { latencyCycles: Infinity, dynamicPj: Infinity, energyPj: Infinity };
  const leakage = leakagePerCycle(architecture);
  const leaked = leakage.levels.reduce((total, each) => total + each, leakage.other);
  if (demand.kind === "vector") {
    const { latency, energy } = evaluateVector(demand.workload, architecture);
    return { latencyCycles: latency, dynamicPj: lowered(energy - leaked * latency), energyPj: lowered(energy) };
  }
  const latencyCycles = latencyBound(demand, architecture);
  const { dynamicPj } = demand;
  return { latencyCycles, dynamicPj, energyPj: lowered(dynamicPj + leaked * latencyCycles) };
};

/** Sums taken in another order than `evaluate` takes them differ in the last digits. */
const lowered = (energy: number): number => Math.max(0, energy * (1 - 1e-9));

interface Moved {
  readonly readBits: number;
  readonly writeBits: number;
}
const nothing: Moved = { readBits: 0, writeBits: 0 };

const levelTraffic = (contraction: Contraction, architecture: Architecture): readonly Moved[] =>
  architecture.levels.map((level, index) => {
    let readBits = epilogueBitsAt(contraction, architecture.vectorUnit, level.name);
    let writeBits = 0;
    for (const tensor of tensorNames) {
      const moved =
        tensor === "outputs"
          ? outputTraffic(contraction, architecture, level, index)
          : operandTraffic(contraction, architecture, tensor, level, index);
      readBits += moved.readBits;
      writeBits += moved.writeBits;
    }
    return { readBits, writeBits };
  });

/** Of all instances of a level. A level that need not keep the tensor may let it pass. */
const operandTraffic = (
  contraction: Contraction,
  { levels }: Architecture,
  tensor: "weights" | "inputs",
  level: StorageLevel,
  index: number,
): Moved => {
  if (!mustKeep(levels, level, index, tensor)) return nothing;
  const distinct = distinctElements(contraction, tensor);
  const width = contraction.bits[tensor];
  const serves = isInnermost(levels, index, tensor)
    ? Math.max(distinct, macsOf(contraction) / mostShared(contraction, levels, index, tensor))
    : distinct;
  return { readBits: serves * width, writeBits: index === outermost(levels, tensor) ? 0 : distinct * width };
};

const outputTraffic = (
  contraction: Contraction,
  { levels }: Architecture,
  level: StorageLevel,
  index: number,
): Moved => {
  if (!mustKeep(levels, level, index, "outputs")) return nothing;
  const distinct = elementsOf(contraction, "outputs");
  const { outputs, partialSums } = contraction.bits;
  const narrow = Math.min(outputs, partialSums);
  if (!isInnermost(levels, index, "outputs")) return { readBits: 0, writeBits: distinct * narrow };
  const updates = Math.max(distinct, macsOf(contraction) / mostShared(contraction, levels, index, "outputs"));
  // Instances that each add up a share of an output begin it anew.
  const begun = distinct * mostSplit(contraction, levels.slice(0, index));
  return {
    readBits: Math.max(0, updates - begun) * partialSums,
    writeBits: (updates - distinct) * partialSums + distinct * narrow,
  };
};

const mustKeep = (
  levels: readonly StorageLevel[],
  { mustHold = [] }: StorageLevel,
  index: number,
  tensor: TensorName,
): boolean => index === outermost(levels, tensor) || mustHold.includes(tensor);

/** Where the tensor lies whole: in the memory outside, or on chip where it is resident there. */
const outermost = (levels: readonly StorageLevel[], tensor: TensorName): number =>
  levels.findIndex(({ holds }) => holds.includes(tensor));

/** No level further in can stand between this one and the MACs. */
const isInnermost = (levels: readonly StorageLevel[], index: number, tensor: TensorName): boolean =>
  levels.every(({ holds }, level) => level <= index || !holds.includes(tensor));

/** MACs served at best by one read of a tensor's element, or that add to one sum on their way, below a level. */
const mostShared = (
  contraction: Contraction,
  levels: readonly StorageLevel[],
  index: number,
  tensor: TensorName,
): number =>
  levels.slice(index).reduce((shared, { fanOut }) => {
    const isMerged = tensor === "outputs" ? fanOut.reduces : fanOut.multicasts;
    const merges = (dimension: Dimension): boolean =>
      (isMerged && !isRelevant(tensor, dimension)) ||
      (tensor === "inputs" && fanOut.sharesWindows && "PQRS".includes(dimension));
    return shared * mostUnrolled(contraction, fanOut.x, merges) * mostUnrolled(contraction, fanOut.y, merges);
  }, 1);

/** Instances at most among which the terms of one output are spread by these levels. */
const mostSplit = (contraction: Contraction, levels: readonly StorageLevel[]): number =>
  levels.reduce(
    (split, { fanOut }) =>
      split * mostUnrolled(contraction, fanOut.x, isSummed) * mostUnrolled(contraction, fanOut.y, isSummed),
    1,
  );

const isSummed = (dimension: Dimension): boolean => !isRelevant("outputs", dimension);

const mostUnrolled = (
  { bounds }: Contraction,
  axis: StorageLevel["fanOut"]["x"],
  isWanted: (dimension: Dimension) => boolean,
): number => {
  let most = 1;
  for (const dimension of axis.dimensions) if (isWanted(dimension)) most *= bounds[dimension];
  return Math.min(axis.size, most);
};

/** Bits over the fan-outs: everything passes at least once, and operands of every MAC below the last level that may keep them. */
const networkBound = (contraction: Contraction, { levels }: Architecture): number =>
  levels.reduce((total, { fanOut }, index) => {
    if (fanOut.hopEnergy === 0) return total;
    const crossing = tensorNames.reduce((bits, tensor) => bits + crossingBits(contraction, levels, index, tensor), 0);
    return total + crossing * fanOut.hopEnergy;
  }, 0);

const crossingBits = (
  contraction: Contraction,
  levels: readonly StorageLevel[],
  index: number,
  tensor: TensorName,
): number => {
  if (index < outermost(levels, tensor)) return 0;
  const distinct = tensor === "outputs" ? elementsOf(contraction, "outputs") : distinctElements(contraction, tensor);
  const crossings = isInnermost(levels, index, tensor) ? macsOf(contraction) : distinct;
  if (tensor !== "outputs") return crossings * contraction.bits[tensor];
  const { outputs, partialSums } = contraction.bits;
  return (crossings - distinct) * partialSums + distinct * Math.min(outputs, partialSums);
};

/** Elements that are used at all: strides may pass over some. */
const distinctElements = (contraction: Contraction, tensor: "weights" | "inputs"): number => {
  if (tensor === "weights") return elementsOf(contraction, "weights");
  const { bounds, strides, dilations } = contraction;
  const { G, N, C, P, Q, R, S } = bounds;
  return (
    G * N * C * distinctPositions(P, R, strides[0], dilations[0]) * distinctPositions(Q, S, strides[1], dilations[1])
  );
};

/** Values of `output · stride + tap · dilation`; where windows leave gaps, no fewer than these. */
const distinctPositions = (outputs: number, taps: number, stride: number, dilation: number): number => {
  const extent = (outputs - 1) * stride + (taps - 1) * dilation + 1;
  if (dilation === 1 && stride <= taps) return extent;
  if (stride === 1 && dilation <= outputs) return extent;
  return Math.min(extent, Math.max(outputs, taps, outputs + taps - 1));
};

const latencyBound = (
  { cycles, streamBits, traffic }: Extract<WorkloadDemand, { kind: "contraction" }>,
  architecture: Architecture,
): number => {
  const { levels, vectorUnit, overlap, compute } = architecture;
  const instances = instancesOf(architecture);
  const [array = 0, lanes = 0] = cycles;
  const resources = [
    array,
    Math.max(lanes, streamBits / vectorUnit.bandwidth),
    ...levels.map(({ bandwidth }, index) => {
      const { readBits, writeBits } = traffic[index] ?? nothing;
      const count = instances[index] ?? 1;
      return transferCycles(bandwidth, readBits / count, writeBits / count);
    }),
  ];
  const skew = overlap === "perfect" ? 0 : (compute.skew ?? 0);
  const busy = overlap === "none" ? resources.reduce((sum, each) => sum + each, 0) : Math.max(...resources);
  return Math.max(1, Math.ceil((busy + skew) * (1 - 1e-12)));
};

/** MAC steps of the busiest element where every axis is used as well as can be. */
const fewestSteps = (contraction: Contraction, levels: readonly StorageLevel[]): number => {
  const axes = levels.flatMap(({ fanOut }) => [fanOut.x, fanOut.y]).filter(({ size }) => size > 1);
  // A dimension that shares no axis takes whole passes: 24 on 16 take 2.
  const alone = new Set(
    dimensions.filter(dimension =>
      axes.every(axis => !axis.dimensions.includes(dimension) || usableDimensions(contraction, axis).length === 1),
    ),
  );
  let steps = 1;
  for (const dimension of dimensions) {
    const bound = contraction.bounds[dimension];
    const available = axes
      .filter(axis => axis.dimensions.includes(dimension))
      .reduce((size, axis) => size * axis.size, 1);
    steps *= alone.has(dimension) ? Math.ceil(bound / available) : bound;
  }
  for (const axis of axes)
    if (usableDimensions(contraction, axis).some(dimension => !alone.has(dimension)))
      steps /= mostUnrolled(contraction, axis, () => true);
  return steps;
};

const usableDimensions = ({ bounds }: Contraction, axis: StorageLevel["fanOut"]["x"]): readonly Dimension[] =>
  axis.dimensions.filter(dimension => bounds[dimension] > 1);
