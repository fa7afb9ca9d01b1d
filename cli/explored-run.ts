/** A run on disk as its report sees it: findings and retrospect in plain words. */
import { existsSync } from "node:fs";
import { basename, join, relative, resolve, sep } from "node:path";
import type { FileLink } from "../codegen/report/content.ts";
import type {
  ExploredRun,
  ExploredSpecification,
  Measure,
  RunChoice,
  RunDesign,
  RunMetric,
  RunSearch,
} from "../codegen/report/run/explored-run.ts";
import type { MetricGoal } from "../explore/design/demands.ts";
import { dimensionsOf, type MetricName, valueIn } from "../explore/metrics.ts";
import { designName, findingsOf } from "../explore/runs/findings.ts";
import { importanceOf, type Retrospect, retrospectOf, type SeenDesign } from "../explore/runs/retrospect.ts";
import { tellSpecification } from "../explore/runs/specification.ts";
import { RunStore } from "../explore/runs/store/run-store.ts";
import type { Choice } from "../explore/space/design-space.ts";
import { groupBy } from "../support/group-by.ts";
import { choiceText, networksOf, sourcesOf } from "./found-design.ts";
import { scaleOf, scoreText } from "./metric-text.ts";
import { quoteArgument } from "./quote-argument.ts";
import { searchTitle } from "./search-title.ts";
import { unitsOf } from "../support/units.ts";

/**
 * @param reportFolder where the report will lie, from which it leads to the reports of plans.
 * @throws CompileError where there is no run, or it can't be read.
 */
export const readExploredRun = (folder: string, reportFolder: string): ExploredRun => {
  const store = RunStore.read(folder);
  try {
    const findings = findingsOf(store, ({ evaluator }) => tellSpecification(evaluator));
    const all = retrospectOf(store, findings);
    const groups = [...groupBy(all, ({ findings: { settings } }) => settings.name).values()];
    return {
      name: basename(resolve(folder)),
      folder: quoteArgument(folder),
      program: store.header.program,
      specifications: groups.flatMap(
        group => specificationOf(group, id => planReportOf(folder, reportFolder, id)) ?? [],
      ),
      spans: store.spans().map(({ search, number, worker, start, end }) => ({
        design: designName(search, number),
        worker,
        start: start / 1000,
        end: end / 1000,
      })),
    };
  } finally {
    store.close();
  }
};

type PlanReportOf = (id: string) => FileLink | undefined;

/** Where the command that a design's row has puts it. */
const planReportOf = (folder: string, reportFolder: string, id: string): FileLink | undefined => {
  const file = join(folder, "plans", id, "report.html");
  if (!existsSync(file)) return undefined;
  const path = relative(reportFolder, file).split(sep).map(encodeURIComponent).join("/");
  return path.startsWith("../") ? (path as `../${string}`) : `./${path}`;
};

const specificationOf = (
  searches: readonly Retrospect[],
  planReport: PlanReportOf,
): ExploredSpecification | undefined => {
  const own = searches.find(({ findings }) => findings.settings.role === "search") ?? searches[0];
  if (own === undefined) return undefined;
  const { settings, telling, hypervolume } = own.findings;
  const { goals } = tellSpecification(settings.evaluator);
  const columns = columnsOf(searches, goals);
  const { choices } = telling.space;
  const runSearch = (search: Retrospect): RunSearch => searchOf(search, columns, choices, planReport);
  const importance = importanceOf(searches);
  const reference =
    hypervolume?.reference ?? searches.flatMap(({ findings }) => findings.hypervolume ?? [])[0]?.reference;
  return {
    title: searchTitle(settings, []),
    file: settings.name,
    objectives: telling.objectives,
    limits: telling.limits,
    metrics: columns.map(({ metric }) => metric),
    choices: choices.map(runChoice),
    search: runSearch(own),
    baselines: searches.filter(search => search !== own).map(runSearch),
    ...(reference === undefined ? {} : { reference: goals.map((goal, k) => scoreText(goal, reference[k] ?? 0)) }),
    ...(importance === undefined
      ? {}
      : {
          importance: {
            designs: importance.designs,
            objectives: importance.influences.map((each, k) => ({
              objective: each.objective,
              shares: each.choices,
              measure: columns[k]?.metric.measure ?? { kind: "plain", unit: "" },
            })),
          },
        }),
    accuracySources: sourcesOf(searches.flatMap(({ designs }) => designs)),
  };
};

interface Column {
  readonly metric: RunMetric;
  readonly valueOf: (design: SeenDesign) => number | null;
}

/** After the objectives, what a reader looks for first. */
const others: readonly MetricName[] = [
  "latency",
  "energy",
  "area",
  "accuracy",
  "power",
  "model_size",
  "memory",
  "lut",
  "ff",
  "bram",
  "uram",
  "dsp",
  "bit_operations",
  "parameters",
];

const columnsOf = (searches: readonly Retrospect[], goals: readonly MetricGoal[]): readonly Column[] => {
  const designs = searches.flatMap(search => search.designs);
  const objectives = goals.map(({ metric, network, direction }, k): Column => ({
    metric: {
      name: network === undefined ? metric : `${metric} of ${network}`,
      measure: measureOf(metric, designs),
      better: direction === "minimize" ? "less" : "more",
    },
    valueOf: ({ values }) => values[k] ?? null,
  }));
  const taken = new Set(goals.flatMap(({ metric, network }) => (network === undefined ? [metric] : [])));
  const rest = others.flatMap((name): readonly Column[] => {
    if (taken.has(name)) return [];
    const valueOf = (design: SeenDesign): number | null => knownValue(design, name);
    const found = new Set(designs.flatMap(design => valueOf(design) ?? []));
    // What is the same everywhere tells nothing of a design.
    if (found.size < 2) return [];
    return [
      { metric: { name, measure: measureOf(name, designs), better: name === "accuracy" ? "more" : "less" }, valueOf },
    ];
  });
  return [...objectives, ...rest];
};

const dimensionIn = ({ metrics: found }: SeenDesign, name: MetricName): string | undefined =>
  dimensionsOf(name).find(dimension => valueIn(found, name, dimension) !== null);

/** In base units of the first dimension that is known, as objectives have it. */
const knownValue = ({ metrics: found }: SeenDesign, name: MetricName): number | null => {
  for (const dimension of dimensionsOf(name)) {
    const value = valueIn(found, name, dimension);
    if (value !== null) return value;
  }
  return null;
};

/** In the unit of the dimension that the designs have it in. */
const measureOf = (name: MetricName, designs: readonly SeenDesign[]): Measure => {
  const known = designs.flatMap(design => dimensionIn(design, name) ?? [])[0];
  const dimension = dimensionsOf(name).find(each => each === known) ?? dimensionsOf(name)[0];
  if (dimension === undefined) return { kind: "plain", unit: "" };
  if (dimension === "ratio") return { kind: "share" };
  const scale = scaleOf[dimension];
  return scale === undefined ? { kind: "plain", unit: unitsOf(dimension)[0] ?? "" } : { kind: "scaled", scale };
};

const runChoice = (choice: Choice): RunChoice => ({
  name: choice.name,
  ...(choice.kind === "real" ? {} : { values: choice.values.map(value => choiceText(choice.name, value)) }),
});

const searchOf = (
  { findings, designs, history }: Retrospect,
  columns: readonly Column[],
  choices: readonly Choice[],
  planReport: PlanReportOf,
): RunSearch => {
  const { position, settings, isEnded, counts, failed, front, closest } = findings;
  return {
    position,
    strategy: settings.strategy,
    seed: settings.seed,
    budget: settings.budget,
    isEnded,
    counts: {
      evaluated: counts.evaluated,
      within: counts.feasible,
      impossible: counts.impossible,
      pruned: counts.pruned,
      failed: failed.length,
    },
    designs: designs.map(design => {
      const leadsTo = planReport(design.id);
      return { ...designOf(design, columns, choices), ...(leadsTo === undefined ? {} : { planReport: leadsTo }) };
    }),
    history,
    front: front.map(({ id }) => id),
    ...(closest === undefined ? {} : { closest: closest.id }),
  };
};

const designOf = (design: SeenDesign, columns: readonly Column[], choices: readonly Choice[]): RunDesign => ({
  id: design.id,
  number: design.number,
  state: design.state,
  values: columns.map(({ valueOf }) => valueOf(design)),
  choices: choices.map(({ name }) => choiceText(name, design.choices[name] ?? "")),
  places: choices.map((choice, k) => placeIn(choice, design.encoding[k] ?? 0)),
  members: networksOf(design).flatMap(({ name, member }) => (member === undefined ? [] : [`${name}: ${member}`])),
  missed: design.missed,
  ...(design.reason === undefined ? {} : { reason: design.reason }),
});

const placeIn = (choice: Choice, code: number): number =>
  choice.kind === "real"
    ? (code - choice.low) / (choice.high - choice.low || 1)
    : code / Math.max(1, choice.values.length - 1);
