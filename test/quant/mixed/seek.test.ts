import { describe, expect, test } from "vitest";
import type { ChoiceProblem, WidthChoice } from "../../../quant/mixed/choice.ts";
import { noiseTable } from "../../../quant/mixed/problem.ts";
import { seekCheapest, type Seeking, seekNarrower, seekQuietest } from "../../../quant/mixed/seek.ts";

/** Two layers, each with its own activation at 8 bits; a width costs itself. */
const problem: Omit<ChoiceProblem, "noiseOf"> = {
  groups: [
    { activation: "a", weights: ["u"] },
    { activation: "b", weights: ["v"] },
  ],
  weightWidths: [2, 4, 8],
  activationWidths: [8],
  costOf: (_, weightBits) => weightBits,
};

const sensitivity = (value: string, bits: number, noise: number) => ({
  value,
  bits,
  noise,
  sqnrDb: 0,
  lossGrowth: undefined,
});

/** Alone, a weight has noise 4 at 2 bits, 1 at 4 bits and 0 at 8. */
const table = noiseTable([
  ...["a", "b"].map(value => sensitivity(value, 8, 0)),
  ...["u", "v"].flatMap(value => [sensitivity(value, 2, 4), sensitivity(value, 4, 1), sensitivity(value, 8, 0)]),
]);

const alone: Readonly<Record<number, number>> = { 2: 4, 4: 1, 8: 0 };

/** A world in which both together have `factor` times the noise of their parts, and `limit` is borne. */
const world = (limit: number, factor: number) => {
  const log: string[] = [];
  const known = new Map<string, { readonly choice: WidthChoice; readonly noise: number }>();
  const name = ({ widths }: WidthChoice): string => `${widths.get("u") ?? 0},${widths.get("v") ?? 0}`;
  const noiseOf = ({ widths }: WidthChoice): number =>
    factor * ((alone[widths.get("u") ?? 0] ?? 0) + (alone[widths.get("v") ?? 0] ?? 0));
  const run = (choice: WidthChoice): number => {
    const noise = noiseOf(choice);
    if (!known.has(name(choice))) log.push(name(choice));
    known.set(name(choice), { choice, noise });
    return noise;
  };
  const seeking: Seeking = {
    problem,
    meets: choice => Promise.resolve(run(choice) <= limit),
    rehearse: choice => Promise.resolve({ choice, sqnrDb: 0, noise: noiseOf(choice) }),
    best: () =>
      [...known.values()].filter(({ noise }) => noise <= limit).toSorted((a, b) => a.choice.cost - b.choice.cost)[0]
        ?.choice,
    noiseBorne: () => limit,
    lost: choice => Promise.resolve(run(choice)),
    repaired: (noise, choice) => {
      log.push(`pairs at ${name(choice)}`);
      return Promise.resolve(
        noise.corrected(new Map(["u", "v"].map(value => [value, { bits: choice.widths.get(value) ?? 0, factor }]))),
      );
    },
  };
  return { seeking, log, name };
};

describe("seeking the cheapest network", () => {
  test("by hand: noise 5 is borne by 2 and 4 bits at a cost of 6, and not by 2 and 2", async () => {
    const { seeking, name } = world(5, 1);
    await seekCheapest(seeking, table);
    const best = seeking.best();
    expect(best?.cost).toBe(6);
    expect(["2,4", "4,2"]).toContain(best === undefined ? "none" : name(best));
  });

  test("the ends come first: where the most accurate fails or the cheapest will do, nothing else is run", async () => {
    const hopeless = world(-1, 1);
    await seekCheapest(hopeless.seeking, table);
    expect(hopeless.log).toEqual(["8,8"]);
    const easy = world(8, 1);
    await seekCheapest(easy.seeking, table);
    expect(easy.log).toEqual(["8,8", "2,2"]);
  });

  test("what adds up to twice its parts is measured in pairs, and what is found then keeps to the limit", async () => {
    const { seeking, log } = world(5, 2);
    const noise = await seekCheapest(seeking, table);
    expect(log.some(entry => entry.startsWith("pairs at"))).toBe(true);
    // Twice 1 and 1 is 4; twice 4 and 1, or 4 and 0, is beyond 5.
    expect(seeking.best()?.cost).toBe(8);
    expect(noise.noiseOf("u", 2)).toBeGreaterThan(4);
  });

  test("steps down from what was found: parts that were counted too noisy are rehearsed, and the cheapest that is borne is run", async () => {
    const { seeking, log } = world(5, 0.5);
    await seeking.meets({
      widths: new Map([
        ["a", 8],
        ["u", 4],
        ["b", 8],
        ["v", 4],
      ]),
      cost: 8,
      noise: 2,
      greedyGap: undefined,
    });
    await seekNarrower(seeking, table);
    // Half of 4 and 1, then half of 4 and 4.
    expect(log).toEqual(["4,4", "2,4", "2,2"]);
    expect(seeking.best()?.cost).toBe(4);
  });

  test("no step down is run whose rehearsal has more noise than the limit bears", async () => {
    const { seeking, log } = world(2, 1);
    await seeking.meets({
      widths: new Map([
        ["a", 8],
        ["u", 4],
        ["b", 8],
        ["v", 4],
      ]),
      cost: 8,
      noise: 2,
      greedyGap: undefined,
    });
    await seekNarrower(seeking, table);
    expect(log).toEqual(["4,4"]);
  });
});

test("within a cost, by hand: 12 pays for 8 and 4 bits, where pairs are measured, and a hundredth less for 4 and 4", async () => {
  const { seeking, log } = world(Infinity, 1);
  await seekQuietest(seeking, table, 12);
  const [pairs, ...runs] = log;
  expect(["pairs at 8,4", "pairs at 4,8"]).toContain(pairs);
  // The quieter one first.
  expect(runs).toEqual([(pairs ?? "").slice("pairs at ".length), "4,4"]);
});
