/** What stays on chip and which points are taken: against every possibility, and checked by rules of its own. */
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { chooseNetwork } from "../../explore/choose-network.ts";
import { fitNetwork, type FittedNetwork, type PreparedNetwork, prepareNetwork } from "../../explore/fit-network.ts";
import { parseLimits } from "../../explore/limits.ts";
import { networkFront } from "../../explore/network-front.ts";
import { stagesByEnergy } from "../../explore/objective.ts";
import { placedWorkload } from "../../explore/placed-workload.ts";
import { graphBuilder } from "../../ir/builder.ts";
import type { Graph, Value } from "../../ir/graph.ts";
import { tensorType } from "../../ir/tensor.ts";
import type { Architecture } from "../../mapping/architecture.ts";
import { mappingFaults } from "../../mapping/check.ts";
import { mapExactly } from "../../mapping/exact/map.ts";
import { map } from "../../mapping/mapper.ts";
import { homeOf, withResidents } from "../../mapping/resident.ts";
import { type Bits, type Hertz, quantity } from "../../support/quantity.ts";
import { arbitraryGraph } from "../support/arbitrary-graph.ts";
import { smallMachine } from "../support/small-machine.ts";
import { option } from "../support/stages.ts";

const precision = { weightBits: 8, activationBits: 8, accumulatorBits: 16 };
const clock = quantity<Hertz>(1e9);

/** Chains and branches of 1 × 1 convolutions, some with a sum at their end, additions and activations over two pixels. */
const tinyGraph = fc
  .array(
    fc.tuple(fc.constantFrom("conv2d", "sum", "relu", "add"), fc.nat(3), fc.nat(3), fc.integer({ min: 2, max: 3 })),
    {
      minLength: 2,
      maxLength: 4,
    },
  )
  .map((ops): Graph => {
    const build = graphBuilder("tiny");
    const values: Value[] = [build.input("image", tensorType("f32", [1, 2, 2, 1]))];
    for (const [i, [op, first, second, filters]] of ops.entries()) {
      const value = values.at(-1 - (first % Math.min(2, values.length)))!;
      const channels = value.type.dims[1]!;
      const others = values.filter(({ type }) => type.dims[1] === channels);
      const other = others.at(-1 - (second % others.length))!;
      const convolution = (count: number, residual: readonly Value[]): Value => {
        const weights = build.unknownConstant(`weights ${i}`, tensorType("f32", [count, channels, 1, 1]));
        const epilogue = residual.map(() => "add");
        return build.node("conv2d", [value, weights, ...residual], {
          strides: [1, 1],
          pads: [0, 0, 0, 0],
          group: 1,
          epilogue,
        });
      };
      switch (op) {
        case "conv2d":
          values.push(convolution(filters, []));
          break;
        case "sum":
          values.push(convolution(channels, [other]));
          break;
        case "relu":
          values.push(build.node("relu", [value], {}));
          break;
        case "add":
          values.push(build.node("add", [value, other], {}));
          break;
      }
    }
    build.output("result", values.at(-1)!);
    return build.build();
  });

/** A buffer in which little fits at once, beside a memory that costs more than it. */
const machineOf = (bufferBytes: number, overlap: Architecture["overlap"] = "perfect"): Architecture => {
  const machine = smallMachine({ bufferBytes, overlap });
  const [memory, ...others] = machine.levels;
  const { access } = memory!;
  const dear = { ...access, read: quantity(20 * access.read), write: quantity(20 * access.write) } as typeof access;
  return { ...machine, levels: [{ ...memory!, access: dear }, ...others] };
};

/** Sums of every choice of residents with every choice of points, each layer mapped anew on the machine that it has then. */
const everySum = ({ layers, staying }: PreparedNetwork, architecture: Architecture) => {
  const home = homeOf(architecture)!;
  const subsets = staying.reduce<(typeof staying)[]>(
    (found, each) => found.flatMap(set => [set, [...set, each]]),
    [[]],
  );
  return subsets.flatMap(residents => {
    const fronts = layers.map((layer, position) => {
      const alive = residents.filter(({ firstStep, lastStep }) => firstStep <= position && position <= lastStep);
      const bytes = alive.reduce((sum, each) => sum + each.bytes, 0);
      if (8 * bytes >= home.capacity) return [];
      const ids = new Set(alive.map(({ id }) => id));
      const { workload, tensors } = placedWorkload(layer, id => ids.has(id), home)!;
      const reduced =
        workload.kind === "vector"
          ? architecture
          : withResidents(architecture, home, { tensors, bits: quantity<Bits>(8 * bytes) })!;
      const result = mapExactly(workload, reduced);
      return result.feasible ? result.front : [];
    });
    return fronts.reduce(
      (sums, front) =>
        sums.flatMap(({ weight, cost }) =>
          front.map(point => option(weight + point.cost.latency, cost + point.cost.energy)),
        ),
      [option(0, 0)],
    );
  });
};

const frontOfSums = (sums: ReturnType<typeof everySum>): ReturnType<typeof everySum> => {
  const front: ReturnType<typeof everySum>[number][] = [];
  for (const sum of sums.toSorted((a, b) => a.weight - b.weight || a.cost - b.cost))
    if (sum.cost < (front.at(-1)?.cost ?? Infinity) * (1 - 1e-9)) front.push(sum);
  return front;
};

/** Every way with its front. */
const allMapped = ({ ways, frontOf }: FittedNetwork) =>
  ways.map(each => each.map(way => ({ ...way, front: frontOf(way) })).filter(({ front }) => front.length > 0));

describe("networks of a few layers", () => {
  test("have the front of all residents and points, and the choice is the best of it", { timeout: 300_000 }, () => {
    let several = 0;
    fc.assert(
      fc.property(tinyGraph, fc.integer({ min: 14, max: 40 }), (graph, bufferBytes) => {
        const architecture = machineOf(bufferBytes);
        const prepared = prepareNetwork(graph, precision);
        const fitted = fitNetwork(prepared, architecture, mapExactly);
        fc.pre(fitted.results.every(({ feasible }) => feasible));
        const sums = everySum(prepared, architecture);
        const expected = frontOfSums(sums);
        const found = frontOfSums(
          networkFront(stagesByEnergy(allMapped(fitted))).routes.map(({ weight, cost }) => option(weight, cost)),
        );
        expect(found.map(({ weight }) => weight)).toEqual(expected.map(({ weight }) => weight));
        for (const [i, { cost }] of found.entries()) expect(cost / expected[i]!.cost).toBeCloseTo(1, 9);

        const { taken, isComplete } = chooseNetwork(prepared, fitted, [], clock);
        const latency = taken.reduce((sum, { mapped }) => sum + mapped.cost.latency, 0);
        const energy = taken.reduce((sum, { mapped }) => sum + mapped.cost.energy, 0);
        const least = Math.min(...sums.map(({ weight, cost }) => weight * cost));
        // Where offsets cannot be found for the best, it says so.
        expect(isComplete ? (latency * energy) / least : 1).toBeCloseTo(1, 9);
        const median = sums.map(({ weight }) => weight).toSorted((a, b) => a - b)[sums.length >> 1]!;
        const limited = chooseNetwork(prepared, fitted, parseLimits([`latency <= ${median} cycles`]), clock);
        const cheapest = Math.min(...sums.filter(({ weight }) => weight <= median).map(({ cost }) => cost));
        const spent = limited.taken.reduce((sum, { mapped }) => sum + mapped.cost.energy, 0);
        expect(limited.isComplete ? spent / cheapest : 1).toBeCloseTo(1, 9);
        several += new Set(sums.map(({ cost }) => cost)).size > 3 ? 1 : 0;
      }),
      { numRuns: 60, seed: 11 },
    );
    expect(several).toBeGreaterThan(20);
  });
});

describe("random graphs on a machine whose buffer is small", () => {
  /** Every byte of the buffer at every layer: whose it is, and what its reader finds there. */
  const faultsOf = (graph: Graph, architecture: Architecture): readonly string[] => {
    const prepared = prepareNetwork(graph, precision);
    const fitted = fitNetwork(prepared, architecture, map);
    const { taken, arena } = chooseNetwork(prepared, fitted, [], clock);
    const home = homeOf(architecture)!;
    const placeOf = new Map(arena.placements.map(place => [place.id, place]));
    const content = new Map<number, string>();
    const bytesOf = (id: string): number[] => {
      const { offset, bytes } = placeOf.get(id)!;
      return Array.from({ length: bytes }, (_, i) => offset + i);
    };
    const faults: string[] = [];
    for (const [position, { way, mapped }] of taken.entries()) {
      const { reads, writes } = prepared.layers[position]!;
      const residents = way.residents.map(({ id }) => id);
      const alive = arena.placements.filter(({ firstStep, lastStep }) => firstStep <= position && position <= lastStep);
      if (
        alive
          .map(({ id }) => id)
          .sort()
          .join() !== residents.toSorted().join()
      )
        faults.push(`layer ${position} expects other residents than the memory plan has`);
      for (const { tensor } of writes)
        if (residents.includes(tensor)) for (const byte of bytesOf(tensor)) content.set(byte, tensor);
      for (const { tensor } of reads)
        if (
          tensor !== undefined &&
          residents.includes(tensor) &&
          bytesOf(tensor).some(byte => content.get(byte) !== tensor)
        )
          faults.push(`layer ${position} finds ${tensor} trampled`);
      const bits = alive.reduce((sum, { bytes }) => sum + 8 * bytes, 0);
      if (bits > home.capacity || alive.some(({ offset, bytes }) => 8 * (offset + bytes) > home.capacity))
        faults.push(`layer ${position}: residents exceed ${home.level.name}`);
      const { workload, mapping } = mapped;
      if (workload.kind === "vector" || mapping === undefined || bits === 0) continue;
      const left = withResidents(architecture, home, { tensors: way.taken!.tensors, bits: quantity<Bits>(bits) })!;
      faults.push(...mappingFaults(workload, left, mapping));
    }
    return faults;
  };

  test("residents never overlap, are there when read, and leave each layer the room that its tiles take", () => {
    let withSome = 0;
    fc.assert(
      fc.property(arbitraryGraph({ mostNodes: 14 }), fc.integer({ min: 24, max: 400 }), (graph, bufferBytes) => {
        const architecture = machineOf(bufferBytes, "double-buffered");
        expect(faultsOf(graph, architecture)).toEqual([]);
        const prepared = prepareNetwork(graph, precision);
        const { arena } = chooseNetwork(prepared, fitNetwork(prepared, architecture, map), [], clock);
        withSome += arena.placements.length > 0 ? 1 : 0;
      }),
      { numRuns: 200, seed: 3 },
    );
    expect(withSome).toBeGreaterThan(30);
  });
});

describe("a chain of two convolutions", () => {
  const build = graphBuilder("chain");
  const convolution = (value: Value, name: string): Value =>
    build.node("conv2d", [value, build.unknownConstant(name, tensorType("f32", [4, 4, 1, 1]))], {
      strides: [1, 1],
      pads: [0, 0, 0, 0],
      group: 1,
    });
  const image = build.input("image", tensorType("f32", [1, 4, 5, 1]));
  build.output("result", convolution(convolution(image, "first"), "second"));
  const prepared = prepareNetwork(build.build(), precision);
  const choose = (bufferBytes: number, ...limits: string[]) => {
    const fitted = fitNetwork(prepared, machineOf(bufferBytes), mapExactly);
    return chooseNetwork(prepared, fitted, parseLimits(limits), clock);
  };

  test("only what lies between them can stay", () => {
    // 20 bytes between the layers; input and output of the network are no candidates.
    expect(prepared.staying.map(({ bytes, firstStep, lastStep }) => [bytes, firstStep, lastStep])).toEqual([
      [20, 0, 1],
    ]);
    expect(choose(1000).arena.placements).toHaveLength(1);
  });
  test("stays where the tiles of both leave room", () => {
    // A tile of each tensor takes at least a byte, of sums two; 20 for the resident.
    expect(choose(19).arena.placements).toEqual([]);
    expect(choose(40).arena.placements).toHaveLength(1);
  });
  test("with a limit on energy, it is what meets it", () => {
    const { taken, objective } = choose(1000, "energy <= 25 nJ");
    expect(objective).toBe("least latency within the limit on energy");
    expect(taken.reduce((sum, { mapped }) => sum + mapped.cost.energy, 0)).toBeLessThanOrEqual(25_000);
  });
});
