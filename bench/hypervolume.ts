/**
 * How well the strategies do on functions whose fronts are known: the hypervolume of the population after 25,000 evaluations,
 * with the reference 1.1 in every objective. Medians have to come to the least of 11 runs of pymoo 0.6.2, measured the same way.
 */
import { searchSpace } from "../explore/search-space.ts";
import { hypervolume } from "../explore/archive/hypervolume.ts";
import { strategies } from "../explore/strategies/index.ts";
import type { Outcome, Strategy } from "../explore/strategies/strategy.ts";
import type { Row } from "./row.ts";
import { type TestFunction, testFunctions } from "./test-functions.ts";

const evaluations = 25_000;
const seeds = 11;
const referenceScore = 1.1;

interface Case {
  readonly strategy: "nsga2" | "nsga3";
  readonly name: keyof typeof testFunctions;
  /** Of pymoo 0.6.2 with its own settings, population 100. */
  readonly atLeast: number;
}

const cases: readonly Case[] = [
  { strategy: "nsga2", name: "ZDT1", atLeast: 0.8693 },
  { strategy: "nsga2", name: "ZDT2", atLeast: 0.5358 },
  { strategy: "nsga2", name: "ZDT3", atLeast: 1.3273 },
  { strategy: "nsga2", name: "ZDT4", atLeast: 0.8592 },
  { strategy: "nsga2", name: "ZDT6", atLeast: 0.4922 },
  { strategy: "nsga2", name: "DTLZ2", atLeast: 0.6985 },
  { strategy: "nsga3", name: "DTLZ2", atLeast: 0.7436 },
];

export const hypervolumeRows = (): readonly Row[] => cases.flatMap(rowsOf);

const rowsOf = ({ strategy, name, atLeast }: Case): readonly Row[] => {
  const problem: TestFunction = testFunctions[name];
  const runs = Array.from({ length: seeds }, (_, seed) => run(strategy, problem, seed + 1));
  const question = `${strategy} on ${name}, 25,000 evaluations`;
  return [
    { question: `${question}: population`, values: runs.map(each => each.population), unit: "", digits: 4, atLeast },
    { question: `${question}: all that was found`, values: runs.map(each => each.archive), unit: "", digits: 4 },
    { question: `${question}: CPU time`, values: runs.map(each => each.cpuSeconds), unit: "s", bound: 3 },
  ];
};

const run = (name: Case["strategy"], { space, objectives, scores }: TestFunction, seed: number) => {
  const strategy = strategies[name].create({ space, objectives, limits: 0, seed, budget: evaluations });
  const evaluate = (encoding: readonly number[]): Outcome => ({
    kind: "measured",
    encoding,
    scores: scores(encoding),
    violations: [],
  });
  const start = process.cpuUsage();
  const { archive } = searchSpace(strategy, evaluations, evaluate);
  const { user, system } = process.cpuUsage(start);
  const reference = Array.from({ length: objectives }, () => referenceScore);
  return {
    population: hypervolume(populationOf(strategy), reference).value,
    archive: archive.hypervolume(reference).value,
    cpuSeconds: (user + system) / 1e6,
  };
};

const populationOf = (strategy: Strategy): readonly (readonly number[])[] => {
  const { population } = strategy.state() as { readonly population: readonly Outcome[] };
  return population.flatMap(member => (member.kind === "measured" ? [member.scores] : []));
};
