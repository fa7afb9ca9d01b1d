/** Schedules of several networks on one chip: by hand, against all schedules there are, and under a checker that believes nothing. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { limitFaults, scheduleFaults } from "../../../explore/scheduling/check.ts";
import { pathsBeyondLimits } from "../../../explore/scheduling/critical-path.ts";
import { heuristicSchedule } from "../../../explore/scheduling/heuristic.ts";
import { energyBound } from "../../../explore/scheduling/lower-bound.ts";
import {
  type ChipSchedule,
  flatten,
  type ScheduleProblem,
  type Task,
  type TaskChoice,
} from "../../../explore/scheduling/problem.ts";
import { solveSchedule } from "../../../explore/scheduling/solve.ts";
import { leastEnergyOfAll } from "./every-schedule.ts";

const on = (accelerator: number, cycles: number, energy: number, bytes = 0): TaskChoice => ({
  accelerator,
  cycles,
  energy,
  bytes,
});
const chain = (...choices: readonly (readonly TaskChoice[])[]): readonly Task[] =>
  choices.map((each, i) => ({ name: `layer ${i}`, after: i === 0 ? [] : [i - 1], choices: each }));
const problemOf = (
  networks: readonly (readonly [limitCycles: number, tasks: readonly Task[]])[],
  given: Partial<ScheduleProblem> = {},
): ScheduleProblem => ({
  accelerators: ["left", "right"],
  networks: networks.map(([limitCycles, tasks], i) => ({ name: `network ${i}`, limitCycles, tasks })),
  bytesPerCycle: Infinity,
  leakagePerCycle: 0,
  ...given,
});

describe("by hand", () => {
  test("a limit below the critical path is told with the layers on it, each at its fastest", () => {
    // Two branches of 3 and 7 cycles between the first layer and the last.
    const diamond = [[], [0], [0], [1, 2]].map((after, i): Task => ({
      name: `layer ${i}`,
      after,
      choices: [on(0, 20, 1), on(1, [2, 3, 7, 1][i]!, 5)],
    }));
    expect(
      pathsBeyondLimits(
        problemOf([
          [10, diamond],
          [9, diamond],
          [Infinity, diamond],
        ]),
      ),
    ).toEqual([
      {
        network: "network 1",
        cycles: 10,
        limitCycles: 9,
        tasks: [
          { name: "layer 0", cycles: 2 },
          { name: "layer 2", cycles: 7 },
          { name: "layer 3", cycles: 1 },
        ],
      },
    ]);
    expect(solveSchedule(problemOf([[9, diamond]])).schedule).toBeUndefined();
  });

  test("without a limit each layer runs where it is cheapest", () => {
    const { schedule, isExact, gap } = solveSchedule(
      problemOf([[Infinity, chain([on(0, 10, 1), on(1, 1, 5)], [on(0, 10, 4), on(1, 1, 2)])]]),
    );
    expect(schedule).toEqual({
      placements: [
        [
          { choice: 0, start: 0, end: 10 },
          { choice: 1, start: 10, end: 11 },
        ],
      ],
      finish: [11],
      makespan: 11,
      energy: 3,
    });
    expect([isExact, gap]).toEqual([true, 0]);
  });

  test("a limit buys speed where a cycle costs least", () => {
    // 20 cycles for 2; the first layer saves 9 cycles for 4, the second 5 for 1.
    const layers = chain([on(0, 10, 1), on(1, 1, 5)], [on(0, 10, 1), on(1, 5, 2)]);
    expect(solveSchedule(problemOf([[15, layers]])).schedule?.energy).toBe(3);
    expect(solveSchedule(problemOf([[14, layers]])).schedule?.energy).toBe(6);
    expect(solveSchedule(problemOf([[6, layers]])).schedule?.energy).toBe(7);
    expect(solveSchedule(problemOf([[5, layers]]))).toMatchObject({ schedule: undefined, isExact: true });
  });

  test("two networks that want the same accelerator: the one with the tighter limit goes first", () => {
    const { schedule } = solveSchedule(
      problemOf([
        [20, chain([on(0, 10, 1), on(1, 30, 1)])],
        [10, chain([on(0, 10, 1)])],
      ]),
    );
    expect(schedule?.finish).toEqual([20, 10]);
  });

  test("both ask for 3 bytes a cycle of a memory that gives 4: while they overlap, two thirds of the speed", () => {
    // 8 and 4 cycles: together until 4 / (2/3) = 6, then the rest of the first: 8 - 4 = 4 more.
    const { schedule } = solveSchedule(
      problemOf(
        [
          [Infinity, chain([on(0, 8, 1, 24)])],
          [Infinity, chain([on(1, 4, 1, 12)])],
        ],
        { bytesPerCycle: 4 },
      ),
    );
    expect(schedule?.finish).toEqual([10, 6]);
  });

  test("whatever can run does: nothing waits to leave the memory to a network in a hurry", () => {
    // Each asks for all of the memory. One after the other they would be done in 10 and 20 cycles, at once both take 20.
    const { schedule, closest, isExact, bound } = solveSchedule(
      problemOf(
        [
          [10, chain([on(0, 10, 1, 40)])],
          [20, chain([on(1, 10, 1, 40)])],
        ],
        { bytesPerCycle: 4 },
      ),
    );
    expect(schedule).toBeUndefined();
    expect(closest.finish).toEqual([20, 20]);
    // Nothing was found, and nothing is proven: one after the other would cost 2.
    expect([isExact, bound]).toEqual([false, 2]);
  });

  test("leakage counts until all is done, and makes haste pay", () => {
    const layers = chain([on(0, 10, 1), on(1, 2, 8)]);
    expect(solveSchedule(problemOf([[Infinity, layers]], { leakagePerCycle: 0.5 })).schedule?.energy).toBe(6);
    expect(solveSchedule(problemOf([[Infinity, layers]], { leakagePerCycle: 1 })).schedule?.energy).toBe(10);
  });
});

const upTo = (max: number) => fc.integer({ min: 1, max });
const tasksOf = (count: number): fc.Arbitrary<readonly Task[]> =>
  fc.tuple(
    ...Array.from({ length: count }, (_, i) =>
      fc.record({
        name: fc.constant(`layer ${i}`),
        // Mostly a chain; now and then a branch.
        after:
          i === 0
            ? fc.constant([])
            : fc.oneof(
                { weight: 3, arbitrary: fc.constant([i - 1]) },
                fc.subarray([...Array(i).keys()], { maxLength: Math.min(i, 2) }),
              ),
        choices: fc
          .tuple(upTo(20), upTo(20), upTo(20), upTo(20), fc.nat(60), fc.nat(60), fc.nat(9))
          .map(([cycles, otherCycles, energy, otherEnergy, bytes, otherBytes, kind]) =>
            kind === 0
              ? [on(0, cycles, energy, bytes)]
              : [on(0, cycles, energy, bytes), on(1, otherCycles, otherEnergy, otherBytes)],
          ),
      }),
    ),
  );

/** @param sizes layers of each network. */
const problemsOf = (sizes: readonly number[]): fc.Arbitrary<ScheduleProblem> =>
  fc
    .record({
      networks: fc.tuple(...sizes.map(tasksOf)),
      // From loose to hopeless, as a share of all least cycles.
      tightness: fc.array(fc.double({ min: 0.4, max: 1.6, noNaN: true }), {
        minLength: sizes.length,
        maxLength: sizes.length,
      }),
      bytesPerCycle: fc.constantFrom(Infinity, 4, 2),
      leakagePerCycle: fc.constantFrom(0, 0, 0.5),
    })
    .map(({ networks, tightness, ...chip }) => {
      const least = networks
        .flat()
        .reduce((sum, { choices }) => sum + Math.min(...choices.map(({ cycles }) => cycles)), 0);
      return problemOf(
        networks.map((tasks, i) => [Math.ceil(least * (tightness[i] ?? 1)), tasks]),
        chip,
      );
    });

const shapes: readonly (readonly [sizes: readonly number[], count: number])[] = [
  [[1], 5],
  [[4], 10],
  [[2, 2], 15],
  [[8], 15],
  [[3, 3], 25],
  [[4, 3], 25],
  [[2, 2, 2], 15],
  [[4, 4], 10],
  [[7, 2], 5],
  [[12], 1],
  [[10, 1], 2],
];

describe.each(shapes)("networks of %j layers on two accelerators", (sizes, count) => {
  test("as good as the best of all schedules, sound, above the bound, and the heuristic is no better", () => {
    for (const problem of fc.sample(problemsOf(sizes), { seed: 7, numRuns: count })) {
      const best = leastEnergyOfAll(problem);
      const { schedule, bound, isExact } = solveSchedule(problem, { mostSteps: 1e9 });
      const free = solveSchedule({ ...problem, bytesPerCycle: Infinity }, { mostSteps: 1e9 });
      expect(free.isExact).toBe(true);
      // The shared memory can only cost: what it leaves as cheap as none would is exact, and nothing dearer is called so.
      const isAsGood = (best ?? Infinity) <= (free.schedule?.energy ?? Infinity) + 1e-9;
      expect(isExact).toBe(isAsGood);
      expect(schedule === undefined).toBe(best === undefined);
      const { schedule: heuristic } = heuristicSchedule(problem, flatten(problem));
      const found = [schedule, heuristic].filter(each => each !== undefined);
      const faults = found.flatMap(each => [...scheduleFaults(problem, each), ...limitFaults(problem, each)]);
      expect(faults).toEqual([]);
      if (best === undefined || schedule === undefined) continue;
      expect(schedule.energy).toBeCloseTo(best, 9);
      expect(bound).toBeLessThanOrEqual(best + 1e-9);
      expect(isExact ? bound : best).toBeCloseTo(best, 9);
      expect(energyBound(problem, flatten(problem))).toBeLessThanOrEqual(best + 1e-9);
      expect(heuristic?.energy ?? Infinity).toBeGreaterThanOrEqual(best - 1e-9);
    }
  }, 120_000);
});
test("these are more than a hundred cases, of up to twelve layers", () => {
  expect(shapes.reduce((sum, [, count]) => sum + count, 0)).toBeGreaterThanOrEqual(100);
});

test("beyond the steps: the best found, with a bound below which none lies, and the gap between", () => {
  for (const problem of fc.sample(problemsOf([5, 4]), { seed: 3, numRuns: 20 })) {
    const exact = solveSchedule(problem, { mostSteps: 1e9 });
    const rough = solveSchedule(problem, { mostSteps: 1 });
    if (exact.schedule === undefined || rough.schedule === undefined) continue;
    expect(rough.bound).toBeLessThanOrEqual(exact.schedule.energy + 1e-9);
    expect(rough.schedule.energy).toBeGreaterThanOrEqual(exact.schedule.energy - 1e-9);
    expect(rough.gap).toBeCloseTo(rough.schedule.energy / rough.bound - 1, 9);
  }
});

describe("the checker", () => {
  const problem = problemOf(
    [
      [Infinity, chain([on(0, 8, 1, 24)], [on(0, 2, 1)])],
      [Infinity, chain([on(1, 4, 1, 12)])],
    ],
    { bytesPerCycle: 4 },
  );
  const sound = solveSchedule(problem).schedule!;
  const changed = (network: number, task: number, change: Partial<ChipSchedule["placements"][0][0]>): ChipSchedule => ({
    ...sound,
    placements: sound.placements.map((row, n) =>
      row.map((placement, t) => (n === network && t === task ? { ...placement, ...change } : placement)),
    ),
  });

  test.each<[string, ChipSchedule, RegExp]>([
    [
      "a task that does not run",
      { ...sound, placements: [sound.placements[0]!, []] },
      /layer 0 of network 1 does not run/,
    ],
    ["an unknown choice", changed(0, 0, { choice: 3 }), /layer 0 of network 0 does not run/],
    ["an end before the start", changed(0, 0, { end: -1 }), /runs from cycle 0 to -1/],
    ["a start before what it needs", changed(0, 1, { start: 9, end: 11 }), /starts before layer 0 has ended/],
    ["two at once on one accelerator", changed(0, 1, { start: 9, end: 11 }), /starts on left while layer 0/],
    [
      "work that the memory does not allow so fast",
      changed(1, 0, { end: 4 }),
      /layer 0 of network 1 ends before its work/,
    ],
    ["a task that dawdles", changed(0, 1, { end: 14 }), /layer 1 of network 0 ends later than its work/],
    ["a wrong energy", { ...sound, energy: 1 }, /the energy is 3, not 1/],
    ["a wrong last cycle", { ...sound, makespan: 1 }, /ends in cycle 12, not 1/],
    ["a wrong finish", { ...sound, finish: [12, 1] }, /network 1 is done in cycle 6, not 1/],
  ])("finds %s", (_, schedule, fault) => {
    expect(scheduleFaults(problem, schedule).join("\n")).toMatch(fault);
  });

  test("has nothing against a sound one, and says which limit is missed", () => {
    expect(scheduleFaults(problem, sound)).toEqual([]);
    const limited = { ...problem, networks: problem.networks.map(each => ({ ...each, limitCycles: 11 })) };
    expect(limitFaults(limited, sound)).toEqual(["network 0 is done in cycle 12, after its limit of 11"]);
  });
});
