/** Networks that share a chip: what overlaps, what stays together, who goes first, and how the memory slows both. */
import { expect, test } from "vitest";
import type { AssembledNetwork, RoutedLayer } from "../../explore/assembled-network.ts";
import { jointSchedule } from "../../explore/joint-schedule.ts";
import type { Limit } from "../../explore/limits.ts";
import type { Machine } from "../../explore/machine.ts";

/** As much of each as a schedule looks at. */
const machine = (slot: string, bitsPerCycle: number): Machine =>
  ({
    slot,
    accelerator: {
      architecture: { clock: 1e9, levels: [{ bandwidth: { kind: "shared", total: bitsPerCycle } }] },
    },
  }) as unknown as Machine;
const machines = [machine("left", 64), machine("right", 64)];

interface Part {
  readonly on: number;
  readonly cycles: number;
  readonly bytes?: number;
  /** Tensors on chip meanwhile. */
  readonly holds?: readonly string[];
}

const layer = ({ on, cycles, bytes = 0, holds = [] }: Part): RoutedLayer =>
  ({
    machine: on,
    mapped: {
      cost: { latency: cycles, energy: 1, levels: [{ accesses: { inputs: { readBits: 8 * bytes, writeBits: 0 } } }] },
    },
    residents: holds.map(id => ({ id })),
  }) as unknown as RoutedLayer;

const network = (name: string, ...parts: readonly Part[]): AssembledNetwork =>
  ({ source: { name }, layers: parts.map(layer) }) as unknown as AssembledNetwork;

const latency = (name: string, cycles: number): Limit =>
  ({ metric: "latency", network: name, relation: "<=", bound: cycles, dimension: "cycles" }) as Limit;

const cyclesOf = (found: ReturnType<typeof jointSchedule>) =>
  found?.spans.map(spans => spans.map(({ startCycle, endCycle }) => [startCycle, endCycle]));

test("networks on different accelerators overlap", () => {
  const found = jointSchedule(
    machines,
    [network("a", { on: 0, cycles: 10 }, { on: 1, cycles: 5 }), network("b", { on: 1, cycles: 8 })],
    [],
  );
  expect(cyclesOf(found)).toEqual([
    [
      [0, 10],
      [10, 15],
    ],
    [[0, 8]],
  ]);
  expect([found?.finish, found?.makespan]).toEqual([[15, 8], 15]);
});

test("on one accelerator the one with the tighter limit goes first, wherever it stands", () => {
  const networks = [network("slow", { on: 0, cycles: 10 }), network("urgent", { on: 0, cycles: 4 })];
  expect(jointSchedule(machines, networks, [latency("urgent", 5)])?.finish).toEqual([14, 4]);
  expect(jointSchedule(machines, networks, [latency("slow", 10)])?.finish).toEqual([10, 14]);
});

test("nothing comes between layers that hand a tensor on on chip, though another network is in a hurry", () => {
  const tied = (holds: readonly string[]) => [
    network("a", { on: 0, cycles: 10, holds }, { on: 0, cycles: 10, holds }),
    network("b", { on: 1, cycles: 1 }, { on: 0, cycles: 2 }),
  ];
  expect(jointSchedule(machines, tied([]), [latency("b", 12)])?.finish).toEqual([22, 12]);
  expect(jointSchedule(machines, tied(["t"]), [latency("a", 20)])?.finish).toEqual([20, 22]);
});

test("both are slowed down while they ask for more than the memory gives, all layers of a part alike", () => {
  // 8 bytes a cycle; each asks for 6 over 12 cycles, so that both run at two thirds of their speed.
  const holds = ["t"];
  const found = jointSchedule(
    machines,
    [
      network("a", { on: 0, cycles: 4, bytes: 24, holds }, { on: 0, cycles: 8, bytes: 48, holds }),
      network("b", { on: 1, cycles: 12, bytes: 72 }),
    ],
    [],
  );
  expect(cyclesOf(found)).toEqual([
    [
      [0, 6],
      [6, 18],
    ],
    [[0, 18]],
  ]);
});

test("there is nothing to overlap with one network, one accelerator or a layer that does not fit", () => {
  const [a, b] = [network("a", { on: 0, cycles: 1 }), network("b", { on: 0, cycles: 1 })];
  expect(jointSchedule(machines, [a], [])).toBeUndefined();
  expect(jointSchedule(machines.slice(1), [a, b], [])).toBeUndefined();
  expect(jointSchedule(machines, [a, { ...b, layers: [undefined] }], [])).toBeUndefined();
});
