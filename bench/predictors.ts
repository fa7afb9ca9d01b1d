/**
 * How well searches by predictors do: how many evaluations linas takes on ZDT1 to come to a hypervolume of 0.80 (reference 1.1), where
 * NSGA-II has 0.336 after 2,500; and how well boosted trees rank all of NAS-Bench-201 from 300 networks.
 */
import { readFileSync } from "node:fs";
import { gunzipSync } from "fflate";
import { allColumns, rowOf } from "../explore/predictors/features.ts";
import { predictors } from "../explore/predictors/index.ts";
import { normalScores, rankCorrelation } from "../explore/predictors/ranks.ts";
import { SpaceSearch } from "../explore/search-space.ts";
import type { DesignSpace, Encoding } from "../explore/space/design-space.ts";
import { nasBench201 } from "../explore/space/networks/nas-bench-201.ts";
import { strategies } from "../explore/strategies/index.ts";
import type { Outcome } from "../explore/strategies/strategy.ts";
import { randomStream } from "../support/random.ts";
import { dataPath, hasData } from "../test/support/data.ts";
import type { Row } from "./row.ts";
import { testFunctions } from "./test-functions.ts";

const hypervolumeWanted = 0.8;
const evaluationsAtMost = 2500;
const searchSeeds = 7;
const samples = 300;
const sampleSeeds = 11;

export const predictorRows = (): readonly Row[] => [...searchRows(), ...fitRows(), ...rankingRows()];

const searchRows = (): readonly Row[] => {
  const runs = Array.from({ length: searchSeeds }, (_, seed) => searchZdt1(seed + 1));
  const question = `linas on ZDT1 to hypervolume ${hypervolumeWanted}`;
  return [
    {
      question: `${question}: evaluations`,
      values: runs.map(run => run.evaluations),
      unit: "",
      bound: evaluationsAtMost + 1,
    },
    { question: `${question}: CPU time`, values: runs.map(run => run.cpuSeconds), unit: "s" },
  ];
};

/** Infinitely many evaluations where it doesn't come so far. */
const searchZdt1 = (seed: number) => {
  const { space, objectives, scores } = testFunctions.ZDT1;
  const strategy = strategies.linas.create({ space, objectives, limits: 0, seed });
  const search = new SpaceSearch(strategy, evaluationsAtMost);
  const evaluate = (encoding: Encoding): Outcome => ({
    kind: "measured",
    encoding,
    scores: scores(encoding),
    violations: [],
  });
  const start = process.cpuUsage();
  const isThere = (): boolean => search.archive.hypervolume([1.1, 1.1]).value >= hypervolumeWanted;
  for (let batch = search.ask(); batch.length > 0 && !isThere(); batch = search.ask()) search.tell(batch.map(evaluate));
  const { user, system } = process.cpuUsage(start);
  return { evaluations: isThere() ? search.outcomes().length : Infinity, cpuSeconds: (user + system) / 1e6 };
};

/** CPU time of boosted trees on random numbers. */
const fitRows = (): readonly Row[] =>
  [300, 5000].map(count => {
    const random = randomStream(1);
    const rows = Array.from({ length: count }, () => Float64Array.from({ length: 40 }, () => random.uniform()));
    const targets = rows.map(([a = 0, b = 0, c = 0]) => a * b + c);
    const values = Array.from({ length: 7 }, () => {
      const start = process.cpuUsage();
      predictors.gbdt.fit(rows, targets);
      return process.cpuUsage(start).user / 1000;
    });
    return { question: `boosted trees of ${count} × 40: CPU time`, values, unit: "ms", bound: 1000 };
  });

const rankingRows = (): readonly Row[] => {
  if (!hasData("nas", "nas-bench-201.csv.gz")) return [];
  const { space, designs, accuracies } = readNasBench201();
  const columns = allColumns(space);
  const rows = designs.map(design => rowOf(columns, design));
  const values = Array.from({ length: sampleSeeds }, (_, seed) => {
    const random = randomStream(seed + 1);
    const drawn = new Set<number>();
    while (drawn.size < samples) drawn.add(random.integer(0, rows.length - 1));
    const targets = normalScores([...drawn].map(i => accuracies[i] ?? NaN));
    const predictor = predictors.gbdt.fit(
      [...drawn].flatMap(i => rows[i] ?? []),
      targets,
    );
    return rankCorrelation(rows.map(predictor.mean), accuracies);
  });
  const question = `boosted trees on NAS-Bench-201 from ${samples}: Spearman`;
  return [{ question, values, unit: "", digits: 4, atLeast: 0.85 }];
};

/** All 15,625 cells, those that compute the same included, with their accuracies on CIFAR-10's test set after 200 epochs. */
export const readNasBench201 = () => {
  const { choices } = nasBench201;
  const text = new TextDecoder().decode(
    gunzipSync(new Uint8Array(readFileSync(dataPath("nas", "nas-bench-201.csv.gz")))),
  );
  const [header = "", ...lines] = text.trim().split("\n");
  const columnOf = (name: string): number => header.split(",").indexOf(name);
  const [cell, accuracy] = [columnOf("arch"), columnOf("acc_cifar10_test200")];
  const table = lines.map(line => line.split(","));
  const designs = table.map(row =>
    [...(row[cell] ?? "").matchAll(/(\w+)~/g)].map(([, operation = ""], edge) => {
      const choice = choices[edge];
      return choice?.kind === "categorical" ? choice.values.indexOf(operation) : NaN;
    }),
  );
  const space: DesignSpace = { choices, constraints: [], canonical: encoding => encoding };
  return { space, designs, accuracies: table.map(row => Number(row[accuracy])) };
};
