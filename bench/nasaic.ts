/**
 * Networks and a chip of several accelerators searched together, against one after the other: what do strategies reach on NASAIC's three
 * workloads within its limits, at equal budget? Rows compare the default strategy with each other one, seed by seed.
 * `npm run bench -- nasaic-w1 nasaic-w1-front`; the folder `specs` of the project's data is needed.
 */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { defaultStrategy } from "../cli/planned-searches.ts";
import { Archive } from "../explore/archive/archive.ts";
import { isFeasible } from "../explore/archive/feasibility.ts";
import { sharedSpecs } from "../test/support/specs.ts";
import { type BenchSearch, searchOnce } from "./search-once.ts";
import type { Row } from "./row.ts";

/** Designs of one search: 50 episodes of NASAIC's controller. */
const budget = 550;
const seeds = [1, 2, 3, 4, 5];
const others = ["nsga2", "evolution", "nasaic", "random", "asic-then-nas", "within-then-nas", "nas-then-asic"];
/** Beside whose fronts that of the default strategy is shown. */
const othersOfFronts = ["nsga2", "nasaic", "random", "asic-then-nas", "within-then-nas"];

interface Workload {
  readonly file: string;
  /** Cycles, nJ, um2. */
  readonly limits: readonly [number, number, number];
  /** What NASAIC published: cycles, nJ, um2 and accuracies of trained networks. */
  readonly published: string;
}

const workloads = {
  w1: {
    file: "nasaic-w1.mortise",
    limits: [8e5, 2e9, 4e9],
    published: "7.77e5, 1.43e9, 2.03e9; trained: 92.85 % and 83.74 % (IoU)",
  },
  w2: {
    file: "nasaic-w2.mortise",
    limits: [1e6, 3.5e9, 4e9],
    published: "6.48e5, 2.50e9, 3.34e9; trained: 92.62 % and 75.72 %",
  },
  w3: { file: "nasaic-w3.mortise", limits: [4e5, 1e9, 4e9], published: "trained: 93.23 % and 91.11 %" },
} as const satisfies Record<string, Workload>;

type WorkloadName = keyof typeof workloads;

/** Says so where it is missing. */
const textOf = (name: WorkloadName): string | undefined => {
  const path = join(sharedSpecs, workloads[name].file);
  if (existsSync(path)) return readFileSync(path, "utf8");
  console.log(`${path} is missing: ${name} is left out`);
  return undefined;
};

const figuresOf = (design: BenchSearch["designs"][number]): readonly [number, number, number] => [
  Number(design.metrics["latencyCycles"]),
  Number(design.metrics["energyPj"]) / 1000,
  Number(design.metrics["areaMm2"]) * 1e6,
];

/** The best by the first score; undefined where none is within the limits. */
const bestOf = ({ designs }: BenchSearch): BenchSearch["designs"][number] | undefined =>
  designs.reduce<BenchSearch["designs"][number] | undefined>((best, each) => {
    if (!isFeasible(each.outcome)) return best;
    return best === undefined || accuracyOf(each) > accuracyOf(best) ? each : best;
  }, undefined);

const accuracyOf = ({ outcome }: BenchSearch["designs"][number]): number =>
  outcome.kind === "measured" ? -(outcome.scores[0] ?? 0) : 0;

/** Accuracy alone, as the specifications ask. */
export const nasaicRows = async (name: WorkloadName): Promise<readonly Row[]> => {
  const { limits, published } = workloads[name];
  const text = textOf(name);
  if (text === undefined) return [];
  const names = [defaultStrategy, ...others.filter(other => other !== defaultStrategy)];
  const searches = new Map<string, readonly BenchSearch[]>();
  console.log(`\n${name}, ${budget} designs, seeds ${seeds.join(", ")}\n`);
  console.log(
    "| search | best proxy, by seed | cycles, nJ, um2 of seed 1 | within limits, by seed | CPU s |\n|---|---|---|---|---|",
  );
  for (const strategy of names) {
    const found: BenchSearch[] = [];
    for (const seed of seeds) found.push(await searchOnce({ path: name, text, strategy, seed, budget }));
    searches.set(strategy, found);
    const bests = found.map(bestOf);
    const [first] = bests;
    const cells = [
      strategy,
      bests.map(best => (best === undefined ? "none" : accuracyOf(best).toFixed(4))).join(", "),
      first === undefined
        ? ""
        : figuresOf(first)
            .map(each => each.toExponential(2))
            .join(", "),
      found.map(({ designs }) => designs.filter(({ outcome }) => isFeasible(outcome)).length).join(", "),
      (found.reduce((sum, { cpuSeconds }) => sum + cpuSeconds, 0) / found.length).toFixed(1),
    ];
    console.log(`| ${cells.join(" | ")} |`);
  }
  console.log(`| *published: NASAIC* | *${published}* | | | |\n`);
  const beyond = [...searches.values()]
    .flat()
    .flatMap(({ designs }) =>
      designs.filter(
        each =>
          isFeasible(each.outcome) && figuresOf(each).some((figure, i) => figure > (limits[i] ?? 0) * (1 + 1e-12)),
      ),
    );
  const bestsOf = (strategy: string): readonly number[] =>
    (searches.get(strategy) ?? []).map(search => {
      const best = bestOf(search);
      return best === undefined ? 0 : 100 * accuracyOf(best);
    });
  return [
    { question: `${name}: reported designs beyond a limit`, values: [beyond.length], unit: "", digits: 0, bound: 1 },
    ...names.slice(1).map((other): Row => ({
      question: `${name}: ${defaultStrategy}'s best proxy above ${other}'s`,
      values: bestsOf(defaultStrategy).map((best, i) => best - (bestsOf(other)[i] ?? 0)),
      unit: "points",
      ...(other === "nasaic" || other === "asic-then-nas" ? { atLeast: 0 } : {}),
    })),
  ];
};

/** Below any network's proxy; the energy of the limit. */
const leastProxy = 0.5;

/** The front of accuracy against energy within the limits. */
export const nasaicFrontRows = async (name: WorkloadName): Promise<readonly Row[]> => {
  const [, mostEnergy] = workloads[name].limits;
  const text = textOf(name)?.replace("maximize accuracy", "maximize accuracy\n  minimize energy");
  if (text === undefined) return [];
  const reference = [-leastProxy, mostEnergy * 1000];
  const names = [defaultStrategy, ...othersOfFronts.filter(other => other !== defaultStrategy)];
  const fronts = new Map<string, readonly Archive[]>();
  for (const strategy of names) {
    const found: Archive[] = [];
    for (const seed of seeds) {
      const archive = new Archive();
      const { designs } = await searchOnce({ path: name, text, strategy, seed, budget });
      for (const { outcome } of designs) archive.add(outcome);
      found.push(archive);
    }
    fronts.set(strategy, found);
  }
  const ofDefault = fronts.get(defaultStrategy) ?? [];
  console.log(`\n${name}: front of ${defaultStrategy}, seed 1: proxy at nJ`);
  console.log(
    (ofDefault[0]?.front() ?? [])
      .map(
        ({ scores: [accuracy = 0, energy = 0] }) => `${(-accuracy).toFixed(4)} at ${(energy / 1000).toExponential(2)}`,
      )
      .join("; "),
  );
  const volumesOf = (strategy: string): readonly number[] =>
    (fronts.get(strategy) ?? []).map(archive => archive.hypervolume(reference).value);
  return names.slice(1).flatMap((other): Row[] => [
    {
      question: `${name}: hypervolume of ${defaultStrategy} over ${other}'s`,
      values: volumesOf(defaultStrategy).map((volume, i) => volume / (volumesOf(other)[i] ?? 0)),
      unit: "x",
      digits: 3,
      ...(other === "nasaic" || other === "asic-then-nas" ? { atLeast: 1 } : {}),
    },
    {
      question: `${name}: of ${other}'s front no better than ${defaultStrategy}'s`,
      values: ofDefault.map((archive, i) => 100 * coveredShare(archive, fronts.get(other)?.[i])),
      unit: "%",
      digits: 0,
    },
  ]);
};

/** Of the second front, the share that some design of the first equals or beats in both scores. */
const coveredShare = (archive: Archive, other: Archive | undefined): number => {
  const front = other?.front() ?? [];
  const covered = front.filter(({ scores }) =>
    archive.front().some(better => better.scores.every((score, i) => score <= (scores[i] ?? 0))),
  );
  return front.length === 0 ? 1 : covered.length / front.length;
};
