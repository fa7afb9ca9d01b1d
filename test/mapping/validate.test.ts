import { expect, test } from "vitest";
import type { Architecture, StorageLevel } from "../../mapping/architecture.ts";
import { architectureFaults } from "../../mapping/validate.ts";
import { dimensions } from "../../mapping/workload.ts";
import type { Bits, BitsPerCycle, Cycles, Hertz, Picojoules } from "../../support/quantity.ts";
import { smallMachine } from "../support/small-machine.ts";
import { eyerissLike, simbaLike } from "../../accelerators/validation/timeloop-machines.ts";

const machine = smallMachine();
/** The small machine with fields of one level replaced. */
const withLevel = (index: number, change: Partial<StorageLevel>): Architecture => ({
  ...machine,
  levels: machine.levels.with(index, { ...machine.levels[index]!, ...change }),
});
const zero = 0 as BitsPerCycle;

test.each([machine, eyerissLike, simbaLike])("$name is sound", found => {
  expect(architectureFaults(found)).toEqual([]);
});

test.each<[string, string, Architecture]>([
  ["DRAM.bandwidth.total is 0", "ARCH_NOT_POSITIVE", withLevel(0, { bandwidth: { kind: "shared", total: zero } })],
  [
    "buffer.bandwidth.write is 0",
    "ARCH_NOT_POSITIVE",
    withLevel(1, { bandwidth: { kind: "separate", read: 1 as BitsPerCycle, write: zero } }),
  ],
  [
    "buffer.access.read is -1",
    "ARCH_NOT_A_COST",
    withLevel(1, { access: { ...machine.levels[1]!.access, read: -1 as Picojoules } }),
  ],
  [
    "buffer and registers start passes",
    "ARCH_PASSES",
    {
      ...machine,
      levels: machine.levels.map((level, i) => (i === 0 ? level : Object.assign({}, level, { startsPasses: true }))),
    },
  ],
  ["buffer.capacity is NaN", "ARCH_NOT_POSITIVE", withLevel(1, { capacity: Number.NaN as Bits })],
  ["levels[0] (DRAM) does not hold inputs", "ARCH_BACKING_STORE", withLevel(0, { holds: ["weights", "outputs"] })],
  [
    "registers.mustHold names inputs, which registers.holds lacks",
    "ARCH_UNHOLDABLE",
    withLevel(2, { mustHold: ["inputs"] }),
  ],
  [
    "registers.exchange names outputs, which registers.holds lacks",
    "ARCH_EXCHANGE",
    withLevel(2, { exchange: { tensor: "outputs", cycles: 1 as Cycles } }),
  ],
  [
    "buffer.fanOut.x has 4 instances, but no dimension may be unrolled over them",
    "ARCH_AXIS_UNUSABLE",
    withLevel(1, { fanOut: { ...machine.levels[1]!.fanOut, x: { size: 4, dimensions: [] } } }),
  ],
  [
    "buffer.fanOut.y.size is 2.5",
    "ARCH_AXIS_SIZE",
    withLevel(1, { fanOut: { ...machine.levels[1]!.fanOut, y: { size: 2.5, dimensions: ["K"] } } }),
  ],
  ["two levels are named DRAM", "ARCH_DUPLICATE_LEVEL", withLevel(1, { name: "DRAM" })],
  [
    "vectorUnit.level is L2, no level's name",
    "ARCH_VECTOR_LEVEL",
    { ...machine, vectorUnit: { ...machine.vectorUnit, level: "L2" } },
  ],
  ["vectorUnit.lanes is 0", "ARCH_NOT_POSITIVE", { ...machine, vectorUnit: { ...machine.vectorUnit, lanes: 0 } }],
  ["compute.modes is empty", "ARCH_NO_MODES", { ...machine, compute: { ...machine.compute, modes: [] } }],
  ["clock is 0", "ARCH_NOT_POSITIVE", { ...machine, clock: 0 as Hertz }],
  [
    "no level runs temporal loops over G",
    "ARCH_UNRUNNABLE",
    {
      ...machine,
      levels: machine.levels.map(level => Object.assign({}, level, { temporalDimensions: dimensions.slice(2) })),
    },
  ],
])("%s", (message, code, found) => {
  const faults = architectureFaults(found);
  expect(faults.map(fault => [fault.code, fault.message])).toContainEqual([code, message]);
  expect(faults.every(({ help }) => help !== undefined)).toBe(true);
});
