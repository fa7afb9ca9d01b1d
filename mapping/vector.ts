/** Latency and energy of a vector workload: a stream from memory through the vector unit and back. */
import { type Bits, type Cycles, type Macs, type Picojoules, quantity } from "../support/quantity.ts";
import { type Architecture, leakagePerCycle, operationEnergy, transferCycles } from "./architecture.ts";
import type { Cost, LevelCost } from "./cost.ts";
import type { VectorWorkload } from "./workload.ts";

/**
 * Cycles = max(operations ÷ lanes, bits ÷ bandwidth of unit and memory); energy = bits moved + operations + leakage.
 * Ignores: start-up of the pipeline, operands that are read twice (a softmax's second pass), reuse in line buffers.
 */
export const evaluateVector = (workload: VectorWorkload, architecture: Architecture): Cost => {
  const { vectorUnit } = architecture;
  const { operations, inputBits, outputBits } = workload;
  const memory = architecture.levels.find(({ name }) => name === vectorUnit.level);
  const ports = memory === undefined ? 0 : transferCycles(memory.bandwidth, inputBits, outputBits);
  const lanes = operations / vectorUnit.lanes;
  const stream = (inputBits + outputBits) / vectorUnit.bandwidth;
  const cycles = Math.max(1, Math.ceil(Math.max(lanes, stream, ports)));
  const leakage = leakagePerCycle(architecture);
  const levels = architecture.levels.map((level, index): LevelCost => {
    const leaked = (leakage.levels[index] ?? 0) * cycles;
    if (level !== memory) return idle(level.name, leaked);
    const { access } = level;
    const energy = (inputBits * access.read + outputBits * access.write) / access.wordBits;
    return {
      level: level.name,
      accesses: {
        inputs: {
          ...nothing,
          reads: workload.inputElements,
          readBits: inputBits,
          energy: share(inputBits * access.read, access.wordBits),
        },
        outputs: {
          ...nothing,
          updates: workload.outputElements,
          writeBits: outputBits,
          energy: share(outputBits * access.write, access.wordBits),
        },
      },
      fanOutBits: quantity<Bits>(0),
      transfer: quantity<Cycles>(Math.ceil(ports)),
      energy: quantity<Picojoules>(energy + leaked),
      leakage: quantity<Picojoules>(leaked),
    };
  });
  const vectorEnergy = operations * operationEnergy(vectorUnit, workload.elementBits);
  const otherLeakage = leakage.other * cycles;
  return {
    latency: quantity<Cycles>(cycles),
    energy: quantity<Picojoules>(levels.reduce((total, { energy }) => total + energy, vectorEnergy + otherLeakage)),
    macs: quantity<Macs>(0),
    vectorOperations: operations,
    utilization: 0,
    bound: lanes >= Math.max(stream, ports) ? "vector" : vectorUnit.level,
    busy: [
      { name: "vector", cycles: lanes },
      { name: vectorUnit.level, cycles: Math.max(stream, ports) },
    ],
    levels,
    computeEnergy: quantity<Picojoules>(0),
    vectorEnergy: quantity<Picojoules>(vectorEnergy),
    networkEnergy: quantity<Picojoules>(0),
    otherLeakage: quantity<Picojoules>(otherLeakage),
  };
};

const nothing = { reads: 0, fills: 0, updates: 0, readBits: quantity<Bits>(0), writeBits: quantity<Bits>(0) };

const share = (energyBits: number, wordBits: number): Picojoules => quantity<Picojoules>(energyBits / wordBits);

const idle = (level: string, leakage: number): LevelCost => ({
  level,
  accesses: {},
  fanOutBits: quantity<Bits>(0),
  transfer: quantity<Cycles>(0),
  energy: quantity<Picojoules>(leakage),
  leakage: quantity<Picojoules>(leakage),
});
