/** The exact mapper against all mappings there are, on small problems; and against published exhaustive searches. */
import { describe, expect, test } from "vitest";
import { type Architecture, macModeFor } from "../../mapping/architecture.ts";
import { evaluate } from "../../mapping/evaluate.ts";
import { compulsory as compulsoryCosts } from "../../mapping/exact/lower-bound.ts";
import { type ExactMapResult, mapExactly } from "../../mapping/exact/map.ts";
import { problemOf } from "../../mapping/exact/problem.ts";
import { sweep } from "../../mapping/exact/sweep.ts";
import { paretoFront } from "../../mapping/pareto.ts";
import type { Contraction } from "../../mapping/workload.ts";
import { type Bits, quantity, type Picojoules, type Watts } from "../../support/quantity.ts";
import golden from "../golden/eyeriss-like-optimum.json" with { type: "json" };
import { type BruteForceOptions, everyMapping, mapspaceSize } from "../support/every-mapping.ts";
import { type Problem, randomProblem, randomStream } from "../support/random-problem.ts";
import { contraction, fanOut, smallMachine } from "../support/small-machine.ts";
import { elementBits, eyerissLike, simbaLike } from "../../accelerators/validation/timeloop-machines.ts";

interface Point {
  readonly latency: number;
  readonly energy: number;
}

/** Points whose energy is no less than a faster one's but for rounding are none. */
const distinct = (front: readonly { readonly cost: Point }[]): Point[] => {
  const points: Point[] = [];
  for (const { cost } of front) {
    const last = points.at(-1);
    if (last === undefined || cost.energy < last.energy * (1 - 2e-9))
      points.push({ latency: cost.latency, energy: cost.energy });
  }
  return points;
};

const bruteFront = ({ layer, machine }: Problem, options: BruteForceOptions): Point[] => {
  const points = [...everyMapping(layer, machine, options)].map(mapping => {
    const { latency, energy } = evaluate(layer, machine, mapping);
    return { cost: { latency, energy } };
  });
  return distinct(paretoFront(points));
};

const isClose = (a: number, b: number): boolean => Math.abs(a - b) <= 1e-8 * b;
const isEqual = (found: readonly Point[], expected: readonly Point[]): boolean =>
  found.length === expected.length &&
  found.every((point, i) => point.latency === expected[i]!.latency && isClose(point.energy, expected[i]!.energy));

/** The first seed, how many problems and how many mappings each: more by hand, `MAPPER_RUNS=5000 MAPPER_SIZE=6000`. */
const seed = Number(process.env.MAPPER_SEED ?? 1);
const runs = Number(process.env.MAPPER_RUNS ?? 320);
const largest = Number(process.env.MAPPER_SIZE ?? 450);

interface SeededProblem extends Problem {
  readonly seed: number;
  readonly perfect: boolean;
}

/** Problems with more than a handful of mappings, and few enough to try each. */
const problems: readonly SeededProblem[] = (() => {
  const found: (Problem & { seed: number; perfect: boolean })[] = [];
  for (let each = seed; found.length < runs; each++) {
    const problem = randomProblem(randomStream(each));
    const size = mapspaceSize(problem.layer, problem.machine);
    if (size >= 20 && size <= largest) found.push({ ...problem, seed: each, perfect: each % 4 === 0 });
  }
  return found;
})();

const compulsory = ({ layer, machine }: Problem): Point =>
  compulsoryCosts(layer, machine, macModeFor(machine.compute, layer.bits)!);

/** The bound that stands where nothing is searched must hold everywhere. */
const boundFaults = (least: Point, bound: Point): readonly string[] =>
  bound.latency <= least.latency && bound.energy <= least.energy * (1 + 1e-9)
    ? []
    : ["compulsory work exceeds the best"];

/** What is wrong with a problem's result, if anything. */
const faultsOf = ({ layer, machine, perfect }: SeededProblem): readonly string[] => {
  const result = mapExactly(layer, machine, { factors: perfect ? "perfect" : "imperfect" });
  const expected = bruteFront({ layer, machine }, { perfect });
  if (!result.feasible)
    return expected.length > 0 || result.reasons.length === 0 ? ["feasible, or no reason why not"] : [];
  const { exact, mapspace, lowerBound, gap } = result.search;
  const found = distinct(result.front);
  const [fastest, cheapest] = [found.at(0), result.front.at(-1)];
  return [
    ...(isEqual(found, expected) ? [] : [`${JSON.stringify(found)} should be ${JSON.stringify(expected)}`]),
    ...(exact && gap.latency === 0 && gap.energy === 0 ? [] : ["not exact"]),
    ...boundFaults(lowerBound, compulsory({ layer, machine })),
    ...(mapspace === mapspaceSize(layer, machine, { perfect }) ? [] : [`${mapspace} mappings`]),
    ...(lowerBound.latency === fastest?.latency && lowerBound.energy === cheapest?.cost.energy ? [] : ["bound"]),
  ];
};

/** The sweep's costs are those of the search's inner loop: without bounds they must end where brute force does. */
const sweepFaults = ({ layer, machine, perfect }: SeededProblem): readonly string[] => {
  const problem = problemOf(layer, machine, perfect ? "perfect" : "imperfect");
  const { costed, latency, energy } = sweep(problem);
  const result = mapExactly(layer, machine, { factors: perfect ? "perfect" : "imperfect" });
  if (!result.feasible) return costed === 0 ? [] : ["feasible after all"];
  const [fastest, cheapest] = [result.front[0]!.cost.latency, result.front.at(-1)!.cost.energy];
  // The sweep leaves the last bit of rounding to the search.
  const isFast = latency === fastest || latency === fastest - 1;
  return isFast && isClose(energy, cheapest) ? [] : [`${latency} ${energy} should be ${fastest} ${cheapest}`];
};

test("a sweep over everything, nothing left out, ends at the same extremes", { timeout: 900_000 }, () => {
  const faulty = problems.slice(0, 100).map(problem => ({ seed: problem.seed, faults: sweepFaults(problem) }));
  expect(faulty.filter(({ faults }) => faults.length > 0)).toEqual([]);
});

test(`the front of ${runs} random problems is that of all their mappings`, { timeout: 900_000 }, () => {
  const faulty = problems.map(problem => ({ seed: problem.seed, faults: faultsOf(problem) }));
  expect(faulty.filter(({ faults }) => faults.length > 0)).toEqual([]);
  const feasible = problems.filter(({ layer, machine }) => mapExactly(layer, machine).feasible);
  expect(feasible.length).toBeGreaterThan(0.8 * runs);
});

test(
  "two temporal loops over a dimension at one level gain nothing over one, whatever the factors",
  { timeout: 900_000 },
  () => {
    const split = { temporalLoops: 2 };
    const small = problems.filter(({ layer, machine }) => mapspaceSize(layer, machine, split) <= 2500).slice(0, 24);
    expect(small.length).toBe(24);
    const better = small.filter(problem => {
      const front = bruteFront(problem, split);
      return !isEqual(bruteFront(problem, {}), front);
    });
    expect(better.map(each => each.seed)).toEqual([]);
  },
);

/** The reference's leakage: the buffer's, and of each processing element in use, which does a MAC in every cycle. */
const leaking: Architecture = {
  ...eyerissLike,
  levels: eyerissLike.levels.map((level): Architecture["levels"][number] =>
    level.name === "shared_glb" ? { ...level, leakage: quantity<Watts>(0.005652e-12 * 1e9) } : level,
  ),
  compute: {
    ...eyerissLike.compute,
    modes: eyerissLike.compute.modes.map(mode => ({ ...mode, energy: quantity<Picojoules>(mode.energy + 0.001827) })),
  },
};

const layerOf = ({ dims }: (typeof golden)[number]): Contraction =>
  contraction(
    { K: dims.M, C: dims.C, P: dims.P, Q: dims.Q, R: dims.R, S: dims.S },
    {
      strides: [dims.stride, dims.stride],
      bits: { weights: elementBits, inputs: elementBits, outputs: elementBits, partialSums: elementBits },
    },
  );

const frontOf = (result: ExactMapResult): readonly Point[] =>
  result.feasible ? result.front.map(({ cost: { latency, energy } }) => ({ latency, energy })) : [];

describe.each(golden)("$layer on eyeriss_like, against the exhaustion of its mapspace", entry => {
  test("perfect factors: the same front", { timeout: 60_000 }, () => {
    const front = frontOf(mapExactly(layerOf(entry), leaking, { factors: "perfect" }));
    expect(front.map(({ latency }) => latency)).toEqual(entry.front.map(({ cycles }) => cycles));
    for (const [i, { energy }] of front.entries())
      expect(Math.abs(energy / entry.front[i]!.energyPj - 1)).toBeLessThan(1e-6);
  });
  test("imperfect factors: never worse", { timeout: 60_000 }, () => {
    const front = frontOf(mapExactly(layerOf(entry), leaking));
    for (const { cycles, energyPj } of entry.front) {
      const asFast = front.filter(({ latency }) => latency <= cycles).map(({ energy }) => energy);
      expect(Math.min(...asFast)).toBeLessThanOrEqual(energyPj * (1 + 1e-6));
    }
  });
});

describe("what does not fit", () => {
  const small = (bufferBytes: number): Architecture => {
    const machine = smallMachine({ overlap: "double-buffered", bufferBytes });
    const levels: Architecture["levels"] = machine.levels.map(level =>
      Object.assign({}, level, { mustHold: level.holds }),
    );
    return { ...machine, levels };
  };
  test("names the level and the bytes: three elements of 8 bits twice in 2 bytes lack 4", () => {
    expect(mapExactly(contraction({ K: 2 }), small(2))).toEqual({
      feasible: false,
      reasons: [{ kind: "capacity", tensor: "weights", level: "buffer", excess: 4 }],
    });
  });
  test("of two levels that are too small only together, what each lacks if the other has no more", () => {
    // Four instances take K or P. Weights of K rest in the outer level, inputs of P in the inner: whichever is not spread needs 4
    // elements, and has room for 1.
    const {
      levels: [memory, buffer, registers],
      ...machine
    } = smallMachine({ overlap: "perfect" });
    const element = quantity<Bits>(8);
    const levels: Architecture["levels"] = [
      { ...memory!, temporalDimensions: [], fanOut: fanOut({ x: { size: 4, dimensions: ["K", "P"] } }) },
      {
        ...buffer!,
        holds: ["weights"],
        mustHold: ["weights"],
        capacity: element,
        temporalDimensions: ["K"],
        fanOut: fanOut({}),
      },
      { ...registers!, holds: ["inputs"], mustHold: ["inputs"], capacity: element, temporalDimensions: ["P"] },
    ];
    const bits = { weights: 8, inputs: 8, outputs: 8, partialSums: 8 };
    expect(mapExactly(contraction({ K: 4, P: 4 }, { bits }), { ...machine, levels })).toEqual({
      feasible: false,
      reasons: [
        { kind: "capacity", tensor: "weights", level: "buffer", excess: 3 },
        { kind: "capacity", tensor: "inputs", level: registers!.name, excess: 3 },
      ],
    });
  });
  test("operands wider than any MAC", () => {
    const bits = { weights: 16, inputs: 8, outputs: 8, partialSums: 32 };
    expect(mapExactly(contraction({ K: 2 }, { bits }), smallMachine())).toEqual({
      feasible: false,
      reasons: [{ kind: "operand-width", weightBits: 16, inputBits: 8 }],
    });
  });
});

test("of a mapspace too large to list some mappings are tried, and a bound says how far off they may be", () => {
  const layer = contraction({ K: 130, C: 97, P: 120, Q: 113, R: 5, S: 5 });
  const result = mapExactly(layer, simbaLike);
  if (!result.feasible) throw new Error("it fits");
  const { exact, mapspace, lowerBound, gap } = result.search;
  expect(exact).toBe(false);
  expect(mapspace).toBeGreaterThan(1e20);
  // 256 MACs at work in each cycle, and 512 pJ for 8 elements that come or go, once each.
  const macs = 130 * 97 * 120 * 113 * 25;
  const moved = 130 * 97 * 25 + 97 * 120 * 113 + 130 * 120 * 113;
  expect(lowerBound.latency).toBe(Math.ceil(macs / 256));
  expect(lowerBound.energy).toBeCloseTo(macs * 0.315 + moved * 64, 0);
  expect(gap.latency).toBeCloseTo(1 - lowerBound.latency / result.front[0]!.cost.latency);
});

test("beyond its budget the search says so, and how far off it may be", () => {
  const layer = layerOf(golden[3]!);
  const [rough, exact] = [
    mapExactly(layer, leaking, { budget: 1000 }),
    mapExactly(layer, leaking, { factors: "perfect" }),
  ];
  if (!rough.feasible || !exact.feasible) throw new Error("both fit");
  expect(rough.search.exact).toBe(false);
  expect(rough.search.lowerBound.latency).toBeLessThanOrEqual(exact.front[0]!.cost.latency);
  expect(rough.search.lowerBound.energy).toBeLessThanOrEqual(exact.front.at(-1)!.cost.energy);
  expect(rough.front.length).toBeGreaterThan(0);
});
