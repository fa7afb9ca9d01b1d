/**
 * How many evaluations do strategies take on a specification whose designs are all known? Searches with each strategy from several
 * seeds, looking outcomes up in what enumerate-designs.ts wrote, in one part or several:
 * `node --import tsx bench/compare-strategies.ts SPEC DESIGNS.json.gz... [--strategies a,b] [--seeds 10] [--first-seed 1] [--budget 2000]`.
 * What each seed gave goes to stderr, so that slow strategies can be measured a few seeds at a time.
 */
import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { loadSpec } from "../cli/load-spec.ts";
import { Archive } from "../explore/archive/archive.ts";
import {
  evaluationsToReach,
  type HistoryPoint,
  hypervolumeHistory,
  referenceBeyond,
} from "../explore/archive/history.ts";
import { isFeasible } from "../explore/archive/feasibility.ts";
import { evaluatorFor, filesOf } from "../explore/evaluate/evaluator-of.ts";
import { searchSpace } from "../explore/search-space.ts";
import { type Encoding, keyOf } from "../explore/space/design-space.ts";
import { strategies } from "../explore/strategies/index.ts";
import type { Outcome, StrategyDefinition } from "../explore/strategies/strategy.ts";
import { readEnumerated } from "./enumerated-designs.ts";
import { summarize } from "./measure.ts";

/** Of the true hypervolume. */
const wantedShare = 0.95;
const earlyEvaluations = 200;
/** Random search is given as many evaluations as it needs. */
const randomBudgets = 20;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    strategies: {
      type: "string",
      default: Object.keys(strategies)
        .filter(name => name !== "exhaustive")
        .join(","),
    },
    seeds: { type: "string", default: "10" },
    "first-seed": { type: "string", default: "1" },
    budget: { type: "string", default: "2000" },
  },
});
const [specification = "", ...designs] = positionals;
const [seeds, firstSeed, budget] = [Number(values.seeds), Number(values["first-seed"]), Number(values.budget)];

const read = await loadSpec(specification);
const files = new Map(filesOf(read.spec).map(({ path }) => [path, new Uint8Array(readFileSync(path))]));
const evaluator = evaluatorFor(read, files, () => {
  throw new Error("all designs are known: nothing is mapped");
});
const { objectives, limits } = evaluator;
const known = new Map(
  designs
    .flatMap(file => readEnumerated(file).outcomes)
    .map(({ key, ...outcome }): [string, Outcome] => {
      const encoding = key.split(",").map(Number);
      return [
        key,
        "scores" in outcome ? { kind: "measured", encoding, ...outcome } : { kind: "impossible", encoding, ...outcome },
      ];
    }),
);

const evaluate = (encoding: Encoding): Outcome => {
  const outcome = known.get(keyOf(encoding));
  if (outcome === undefined) throw new Error(`design ${keyOf(encoding)} is not in ${designs.join(", ")}`);
  return outcome;
};

const everything = [...known.values()];
const reference = referenceBeyond(everything) ?? [];
const archive = new Archive();
for (const outcome of everything) archive.add(outcome);
const truth = archive.hypervolume(reference).value;
console.log(
  `${everything.length} designs, ${everything.filter(isFeasible).length} within ${limits.join(", ")}; a front of ${archive.front().length}`,
);
console.log(`objectives ${objectives.join(", ")}; reference ${reference.join(", ")}; hypervolume ${truth}`);

interface Run {
  /** Infinite where the budget did not suffice. */
  readonly evaluations: number;
  /** Share of the true hypervolume that is missing. */
  readonly regretEarly: number;
  readonly regretAtEnd: number;
  readonly cpuSeconds: number;
}

const missingAfter = (history: readonly HistoryPoint[], evaluations: number): number =>
  1 - (history.findLast(point => point.evaluations <= evaluations)?.hypervolume ?? 0) / truth;

const run = (name: string, definition: StrategyDefinition, seed: number): Run => {
  const mostEvaluations = name === "random" ? randomBudgets * budget : budget;
  const start = process.cpuUsage();
  const strategy = definition.create({
    space: evaluator.space,
    objectives: objectives.length,
    limits: limits.length,
    seed,
    budget,
  });
  const found = searchSpace(strategy, mostEvaluations, evaluate).outcomes();
  const { user, system } = process.cpuUsage(start);
  const history = hypervolumeHistory(found, reference);
  const measured: Run = {
    evaluations: evaluationsToReach(history, wantedShare * truth) ?? Infinity,
    regretEarly: missingAfter(history, earlyEvaluations),
    regretAtEnd: missingAfter(history, budget),
    cpuSeconds: (user + system) / 1e6,
  };
  console.error(`${name}, seed ${seed}: ${JSON.stringify(measured)}`);
  return measured;
};

console.log(
  `\n| strategy | evaluations to ${100 * wantedShare} %: median (least to most) | missing at ${earlyEvaluations} | missing at ${budget} | CPU seconds |`,
);
console.log("| --- | --- | --- | --- | --- |");
for (const name of values.strategies.split(",")) {
  const definition = Object.entries<StrategyDefinition>(strategies).find(([each]) => each === name)?.[1];
  if (definition === undefined) throw new Error(`there is no strategy ${name}`);
  const runs = Array.from({ length: seeds }, (_, i) => run(name, definition, firstSeed + i));
  const median = (of: (each: Run) => number): number => summarize(runs.map(of)).median;
  const evaluations = runs.map(each => each.evaluations);
  const share = (of: (each: Run) => number): string => `${(100 * median(of)).toFixed(1)} %`;
  console.log(
    `| \`${name}\` | ${median(each => each.evaluations)} (${Math.min(...evaluations)} to ${Math.max(...evaluations)}) | ${share(each => each.regretEarly)} | ${share(each => each.regretAtEnd)} | ${median(each => each.cpuSeconds).toFixed(1)} |`,
  );
}
