/** Latency and energy of a vector workload: a stream from memory through the vector unit and back. */
import { type Bits, type Cycles, type Macs, type Picojoules, quantity } from "../support/quantity.ts";
import {
  type Architecture,
  leakagePerCycle,
  operationEnergy,
  type StorageLevel,
  transferCycles,
} from "./architecture.ts";
import type { Accesses, Cost, LevelCost } from "./cost.ts";
import { vectorCycles } from "./vector-cycles.ts";
import type { ElsewhereStream, VectorWorkload } from "./workload.ts";

/**
 * Cycles = max(those of the unit, bits ÷ bandwidth of unit and levels); energy = bits moved + operations + leakage.
 * Ignores: operands that are read twice (a softmax's second pass), reuse in line buffers.
 */
export const evaluateVector = (workload: VectorWorkload, architecture: Architecture): Cost => {
  const { vectorUnit } = architecture;
  const { operations } = workload;
  const streams = architecture.levels.map(({ name }) => streamAt(workload, architecture, name));
  const ports = architecture.levels.map(({ bandwidth }, index) => {
    const stream = streams[index];
    return stream === undefined ? 0 : transferCycles(bandwidth, stream.inputBits, stream.outputBits);
  });
  const lanes = vectorCycles(vectorUnit, {
    elements: workload.streamElements ?? Math.max(workload.inputElements, workload.outputElements),
    operations,
    hasFunctions: workload.hasFunctions ?? false,
  });
  const own = streams.find(stream => stream?.level === vectorUnit.level);
  const unit = own === undefined ? 0 : (own.inputBits + own.outputBits) / vectorUnit.bandwidth;
  const busy = architecture.levels.flatMap(({ name }, index) =>
    streams[index] === undefined
      ? []
      : [{ name, cycles: Math.max(ports[index] ?? 0, name === vectorUnit.level ? unit : 0) }],
  );
  const slowest = busy.reduce((longest, each) => (each.cycles > longest.cycles ? each : longest), {
    name: "vector",
    cycles: lanes,
  });
  const cycles = Math.max(1, Math.ceil(slowest.cycles));
  const leakage = leakagePerCycle(architecture);
  const levels = architecture.levels.map((level, index) =>
    levelCost(level, streams[index], ports[index] ?? 0, (leakage.levels[index] ?? 0) * cycles),
  );
  const vectorEnergy = operations * operationEnergy(vectorUnit, workload.elementBits);
  const otherLeakage = leakage.other * cycles;
  return {
    latency: quantity<Cycles>(cycles),
    energy: quantity<Picojoules>(levels.reduce((total, { energy }) => total + energy, vectorEnergy + otherLeakage)),
    macs: quantity<Macs>(0),
    vectorOperations: operations,
    utilization: 0,
    bound: slowest.name,
    busy: [{ name: "vector", cycles: lanes }, ...busy],
    levels,
    computeEnergy: quantity<Picojoules>(0),
    vectorEnergy: quantity<Picojoules>(vectorEnergy),
    networkEnergy: quantity<Picojoules>(0),
    otherLeakage: quantity<Picojoules>(otherLeakage),
  };
};

/** What passes a level; undefined where nothing does. */
const streamAt = (
  workload: VectorWorkload,
  { vectorUnit }: Architecture,
  level: string,
): ElsewhereStream | undefined => {
  const { elsewhere } = workload;
  if (level === elsewhere?.level) return elsewhere;
  if (level !== vectorUnit.level) return undefined;
  const left = (amount: keyof Omit<ElsewhereStream, "level">): number => workload[amount] - (elsewhere?.[amount] ?? 0);
  const bits = { inputBits: quantity<Bits>(left("inputBits")), outputBits: quantity<Bits>(left("outputBits")) };
  if (bits.inputBits + bits.outputBits === 0) return undefined;
  return { level, inputElements: left("inputElements"), outputElements: left("outputElements"), ...bits };
};

const levelCost = (
  { name, access }: StorageLevel,
  stream: ElsewhereStream | undefined,
  transfer: number,
  leakage: number,
): LevelCost => {
  const accesses = stream === undefined ? {} : accessesOf(stream, access);
  const moved = Object.values<Accesses>(accesses).reduce((total, { energy }) => total + energy, 0);
  return {
    level: name,
    accesses,
    fanOutBits: quantity<Bits>(0),
    transfer: quantity<Cycles>(Math.ceil(transfer)),
    energy: quantity<Picojoules>(moved + leakage),
    leakage: quantity<Picojoules>(leakage),
  };
};

const accessesOf = (
  { inputElements, outputElements, inputBits, outputBits }: ElsewhereStream,
  access: StorageLevel["access"],
): Readonly<Record<"inputs" | "outputs", Accesses>> => ({
  inputs: {
    ...nothing,
    reads: inputElements,
    readBits: inputBits,
    energy: quantity<Picojoules>((inputBits * access.read) / access.wordBits),
  },
  outputs: {
    ...nothing,
    updates: outputElements,
    writeBits: outputBits,
    energy: quantity<Picojoules>((outputBits * access.write) / access.wordBits),
  },
});

const nothing = { reads: 0, fills: 0, updates: 0, readBits: quantity<Bits>(0), writeBits: quantity<Bits>(0) };
