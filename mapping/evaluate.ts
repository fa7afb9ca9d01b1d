/** Latency and energy of a contraction under a mapping, from its access counts and the machine's numbers. */
import { InternalError } from "../support/diagnostic.ts";
import { type Bits, type Cycles, type Macs, type Picojoules, quantity } from "../support/quantity.ts";
import {
  type Architecture,
  leakagePerCycle,
  type MacMode,
  macModeFor,
  operationEnergy,
  peCount,
  type StorageLevel,
  transferCycles,
} from "./architecture.ts";
import { epilogueBitsAt, epilogueOperandsAt } from "./epilogue.ts";
import { epilogueCycles } from "./vector-cycles.ts";
import type { Accesses, Cost, LevelCost, Resource, Traffic } from "./cost.ts";
import { type AccessCounts, countAccesses } from "./count.ts";
import { exchangeCycles, latencyOf } from "./latency.ts";
import { type LevelTraffic, networkBits, trafficOf } from "./level-traffic.ts";
import type { Mapping } from "./mapping.ts";
import { type Contraction, elementsOf, type EpilogueOperand, macsOf, tensorNames } from "./workload.ts";

/**
 * Energy = accesses × energy per word × words + MACs × energy per MAC + bits on the network × hops + leakage × time.
 * Ignores: padding of words that do not fill up, sparsity, data-dependent switching, the clock tree, the reads that send a finished output up.
 */
export const evaluate = (contraction: Contraction, architecture: Architecture, mapping: Mapping): Cost => {
  const mode = macModeFor(architecture.compute, contraction.bits);
  if (mode === undefined) throw new InternalError("no MAC mode is wide enough: the mapper must check first");
  const counts = countAccesses(contraction, architecture, mapping);
  const levels = architecture.levels.map((level, index) => levelWork(contraction, architecture, counts, level, index));
  const busy = resourcesOf(contraction, architecture, counts, mode, levels);
  const latency = latencyOf(contraction, architecture, counts, busy);
  const leakage = leakagePerCycle(architecture);
  const fanOutBits = fanOutBitsOf(contraction, architecture, counts);
  const costs = levels.map((level, index) =>
    levelCost(level, fanOutBits[index] ?? 0, (leakage.levels[index] ?? 0) * latency.cycles),
  );
  const macs = macsOf(contraction);
  const vectorOperations = operationsOf(contraction);
  const parts = {
    computeEnergy: macs * mode.energy,
    vectorEnergy: vectorOperations * operationEnergy(architecture.vectorUnit, contraction.bits.partialSums),
    networkEnergy: networkEnergy(architecture, fanOutBits),
    otherLeakage: leakage.other * latency.cycles,
  };
  const energy = [...costs.map(cost => cost.energy), ...Object.values(parts)].reduce((total, part) => total + part, 0);
  return {
    latency: latency.cycles,
    energy: quantity<Picojoules>(energy),
    macs: quantity<Macs>(macs),
    vectorOperations,
    utilization: macs / (latency.cycles * peCount(architecture) * mode.macsPerCycle),
    bound: latency.bound,
    busy,
    levels: costs,
    computeEnergy: quantity<Picojoules>(parts.computeEnergy),
    vectorEnergy: quantity<Picojoules>(parts.vectorEnergy),
    networkEnergy: quantity<Picojoules>(parts.networkEnergy),
    otherLeakage: quantity<Picojoules>(parts.otherLeakage),
  };
};

interface LevelWork {
  readonly name: string;
  readonly transfer: number;
  readonly accesses: Readonly<Partial<Record<Traffic, Accesses>>>;
}

const levelWork = (
  contraction: Contraction,
  architecture: Architecture,
  counts: AccessCounts,
  level: StorageLevel,
  index: number,
): LevelWork => {
  const accesses: Partial<Record<Traffic, Accesses>> = {};
  const operands = epilogueOperandsAt(contraction, architecture.vectorUnit, level.name);
  const operandBits = epilogueBitsAt(contraction, architecture.vectorUnit, level.name);
  let readBits = operandBits;
  let writeBits = 0;
  for (const tensor of tensorNames) {
    const busiest = trafficOf(counts, index, tensor, contraction.bits, "busiest");
    const total = trafficOf(counts, index, tensor, contraction.bits, "total");
    if (busiest === undefined || total === undefined) continue;
    readBits += busiest.readBits;
    writeBits += busiest.writeBits;
    accesses[tensor] = accessesOf(level, total);
  }
  if (operandBits > 0) accesses.epilogue = accessesOf(level, epilogueTraffic(operands, operandBits));
  const arriving = counts.transfers.filter(({ child }) => child === index);
  const exchanged = exchangeCycles(level, arriving, ({ tensor, returned, received }) =>
    tensor === "outputs" ? returned.busiest : received.busiest,
  );
  const moved = transferCycles(level.bandwidth, readBits, writeBits);
  return { name: level.name, transfer: Math.max(moved, exchanged), accesses };
};

const epilogueTraffic = (operands: readonly EpilogueOperand[], readBits: number): LevelTraffic => ({
  reads: operands.reduce((total, { elements }) => total + elements, 0),
  fills: 0,
  updates: 0,
  readBits,
  writeBits: 0,
});

const accessesOf = ({ access }: StorageLevel, traffic: LevelTraffic): Accesses => ({
  ...traffic,
  readBits: quantity<Bits>(traffic.readBits),
  writeBits: quantity<Bits>(traffic.writeBits),
  energy: quantity<Picojoules>((traffic.readBits * access.read + traffic.writeBits * access.write) / access.wordBits),
});

const levelCost = ({ name, transfer, accesses }: LevelWork, fanOutBits: number, leakage: number): LevelCost => ({
  level: name,
  accesses,
  fanOutBits: quantity<Bits>(fanOutBits),
  transfer: quantity<Cycles>(Math.ceil(transfer)),
  energy: quantity<Picojoules>(Object.values(accesses).reduce<number>((total, { energy }) => total + energy, leakage)),
  leakage: quantity<Picojoules>(leakage),
});

const resourcesOf = (
  contraction: Contraction,
  { vectorUnit }: Architecture,
  { steps }: AccessCounts,
  mode: MacMode,
  levels: readonly LevelWork[],
): readonly Resource[] => [
  { name: "compute", cycles: steps / mode.macsPerCycle },
  {
    name: "vector",
    cycles: epilogueCycles(contraction, vectorUnit),
  },
  ...levels.map(({ name, transfer }) => ({ name, cycles: transfer })),
];

const operationsOf = (contraction: Contraction): number =>
  elementsOf(contraction, "outputs") * contraction.epilogue.operationsPerOutput;

/** By level: what crosses the fan-out below it. */
const fanOutBitsOf = (
  { bits }: Contraction,
  { levels }: Architecture,
  { transfers }: AccessCounts,
): readonly number[] => {
  const moved = transfers.map(transfer => ({ ...transfer, bits: networkBits(transfer, bits) }));
  return levels.map((_, level) =>
    moved
      .filter(({ parent, child }) => parent <= level && level < child)
      .reduce((total, transfer) => total + transfer.bits, 0),
  );
};

const networkEnergy = ({ levels }: Architecture, fanOutBits: readonly number[]): number =>
  levels.reduce((total, { fanOut }, level) => total + (fanOutBits[level] ?? 0) * fanOut.hopEnergy, 0);
