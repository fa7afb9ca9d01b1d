/** Small contractions on small machines that between them use every feature of the machine model. */
import type { Architecture, Bandwidth, FanOutAxis, StorageLevel } from "../../mapping/architecture.ts";
import { type Contraction, type Dimension, dimensions, type TensorName, tensorNames } from "../../mapping/workload.ts";
import {
  type Bits,
  type BitsPerCycle,
  type Cycles,
  type Picojoules,
  type PicojoulesPerBit,
  quantity,
  type Watts,
} from "../../support/quantity.ts";
import { contraction, fanOut, smallMachine } from "./small-machine.ts";

/** Mulberry32 (Tommy Ettinger, public domain): a stream of numbers in [0, 1). */
export const randomStream = (seed: number): (() => number) => {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
};

export interface Problem {
  readonly layer: Contraction;
  readonly machine: Architecture;
}

export const randomProblem = (random: () => number): Problem => {
  const below = (limit: number): number => Math.floor(random() * limit);
  const between = (least: number, most: number): number => least + below(most - least + 1);
  const chance = (probability: number): boolean => random() < probability;
  const pick = <T>(items: readonly T[]): T => items[below(items.length)]!;
  const some = <T>(items: readonly T[], probability: number): T[] => items.filter(() => chance(probability));

  const shapes: readonly (readonly Dimension[])[] = [
    ["K", "C", "P"],
    ["P", "R", "K"],
    ["P", "R", "C"],
    ["Q", "S", "P"],
    ["G", "P", "R"],
    ["P", "Q", "R", "S"],
    ["G", "K", "C"],
    ["N", "K", "C"],
    ["N", "P", "R"],
    ["K", "C", "Q", "S"],
    ["G", "N", "K", "C", "P"],
  ];
  const bounds: Partial<Record<Dimension, number>> = {};
  const shape = pick(shapes);
  for (const dimension of shape)
    bounds[dimension] = "RS".includes(dimension) ? between(2, 3) : between(2, shape.length > 3 ? 4 : 7);
  const layer = contraction(bounds, {
    strides: [between(1, 3), between(1, 2)],
    dilations: [between(1, 2), between(1, 3)],
    bits: pick([
      { weights: 8, inputs: 8, outputs: 8, partialSums: 24 },
      { weights: 4, inputs: 8, outputs: 8, partialSums: 16 },
      { weights: 8, inputs: 8, outputs: 16, partialSums: 16 },
    ]),
    epilogue: chance(0.3)
      ? { operationsPerOutput: between(1, 3), operands: [{ elements: between(1, 20), bits: 8 }] }
      : { operationsPerOutput: 0, operands: [] },
  });

  const axis = (probability: number): FanOutAxis =>
    chance(probability)
      ? { size: between(2, 5), dimensions: [...new Set([pick(shape), ...some(dimensions, 0.25)])] }
      : { size: 1, dimensions: [] };
  const bandwidth = (): Bandwidth => {
    const bits = (): BitsPerCycle => quantity<BitsPerCycle>(pick([2, 5, 8, 16, 64]));
    switch (below(3)) {
      case 0:
        return { kind: "unlimited" };
      case 1:
        return { kind: "shared", total: bits() };
      default:
        return { kind: "separate", read: bits(), write: bits() };
    }
  };
  const levelCount = pick([2, 2, 3, 3, 3, 4]);
  const spatialAt = below(levelCount);
  const level = (index: number): StorageLevel => {
    const isBacking = index === 0;
    const holds: readonly TensorName[] = isBacking ? tensorNames : some(tensorNames, 0.75);
    const narrowed = index > 0 && chance(0.35) ? { temporalDimensions: some(dimensions, 0.4) } : {};
    return {
      name: `level ${index}`,
      capacity: isBacking || chance(0.2) ? "unlimited" : quantity<Bits>(8 * pick([2, 4, 8, 16, 32, 64, 128])),
      holds,
      mustHold: isBacking ? tensorNames : some(holds, index === 1 ? 0.6 : 0.8),
      ...narrowed,
      bandwidth: bandwidth(),
      access: {
        wordBits: pick([8, 16]),
        read: quantity<Picojoules>((isBacking ? 100 : 10 / index) * (1 + random())),
        write: quantity<Picojoules>((isBacking ? 100 : 10 / index) * (1 + random())),
      },
      ...(index > 0 && chance(0.2)
        ? { exchange: { tensor: pick(tensorNames), cycles: quantity<Cycles>(between(1, 3)) } }
        : {}),
      leakage: quantity<Watts>(chance(0.5) ? 0 : random() * 0.01),
      fanOut: fanOut({
        x: axis(index === spatialAt ? 0.9 : 0.1),
        y: axis(index === spatialAt ? 0.5 : 0.1),
        multicasts: chance(0.7),
        reduces: chance(0.7),
        sharesWindows: chance(0.4),
        hopEnergy: quantity<PicojoulesPerBit>(chance(0.5) ? 0 : random()),
      }),
    };
  };
  const base = smallMachine();
  const machine: Architecture = {
    ...base,
    overlap: pick(["perfect", "double-buffered", "none"]),
    levels: Array.from({ length: levelCount }, (_, index) => level(index)),
    compute: {
      ...base.compute,
      skew: quantity<Cycles>(between(0, 3)),
      leakage: quantity<Watts>(chance(0.5) ? 0 : random() * 0.01),
    },
    vectorUnit: { ...base.vectorUnit, level: `level ${below(levelCount)}` },
    otherLeakage: quantity<Watts>(chance(0.5) ? 0 : random() * 0.05),
  };
  // Drawn last, so that all else stays the same for a seed.
  const [mode] = base.compute.modes;
  const modes = [4, 8].map(weightBits => ({
    ...mode!,
    weightBits,
    energy: quantity<Picojoules>((weightBits / 8) * (1 + random())),
    macsPerCycle: pick([0.25, 1, 2]),
  }));
  const vectorUnit = { ...machine.vectorUnit, stages: pick([1, 2, 4]), functionInterval: between(1, 3) };
  const epilogue = chance(0.3) ? { ...layer.epilogue, hasFunctions: true } : layer.epilogue;
  return {
    layer: { ...layer, epilogue },
    machine: { ...machine, compute: { ...machine.compute, modes }, vectorUnit },
  };
};
