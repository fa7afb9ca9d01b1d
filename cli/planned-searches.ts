/** What a run searches: from specifications and options for a new one, from its store for one to go on with. */
import { existsSync } from "node:fs";
import { encodingCount } from "../explore/space/design-space.ts";
import { runChanged, runSpecificationsMissing } from "../explore/runs/messages.ts";
import type { SearchSettings } from "../explore/runs/search-settings.ts";
import { scoringAll, specificationIn } from "../explore/runs/specification.ts";
import type { RunStore } from "../explore/runs/store/run-store.ts";
import { designsPerEpisode } from "../explore/strategies/nasaic.ts";
import { CompileError, type Diagnostic } from "../support/diagnostic.ts";
import type { Session } from "./command.ts";
import { printDiagnostics } from "./diagnostics.ts";
import { wholeNumber } from "./evaluation-threads.ts";
import { type ExploredSpec, readExploredSpec } from "./explored-spec.ts";
import { allOf } from "./faults.ts";
import {
  baselineWithoutParts,
  besideRun,
  budgetUnit,
  idleAcquisition,
  nothingToExplore,
  specGivenTwice,
} from "./run-messages.ts";
import type { Progress } from "./progress.ts";
import { requireBaselines, requireStrategy, strategyNamed } from "./strategy-named.ts";

export interface SearchOptions {
  readonly budget?: string;
  readonly seed?: string;
  readonly strategy?: string;
  readonly baseline?: string;
}

/** The one that needs the fewest evaluations where every design is known (docs/exploration.md). */
export const defaultStrategy = "linas";
const defaultBudget = 1000;
const largest = 1e9;

/** @throws CompileError with every fault of the options, or of the specifications. */
export const newSearches = async (
  files: readonly string[],
  options: SearchOptions,
  session: Session,
  progress: Progress,
): Promise<{ readonly specs: readonly ExploredSpec[]; readonly searches: readonly SearchSettings[] }> => {
  const wanted = understood(options);
  if (files.length === 0) throw new CompileError([nothingToExplore()]);
  const twice = files.filter((file, i) => files.indexOf(file) !== i);
  if (twice.length > 0) throw new CompileError(twice.map(specGivenTwice));
  const specs = await readAll(files, session, progress);
  const searches = specs.map(spec => settingsFor(spec, wanted));
  const idle = searches.flatMap(({ name, acquisition, strategy }) =>
    acquisition === undefined || strategy === "bayes" ? [] : [idleAcquisition(name, acquisition, strategy)],
  );
  if (idle.length > 0) printDiagnostics(idle, session.host);
  requireParts(specs, wanted.baselines);
  return { specs, searches: [...searches, ...wanted.baselines.flatMap(name => searches.map(baselineOf(name)))] };
};

const baselineOf =
  (strategy: string) =>
  (search: SearchSettings): SearchSettings => {
    const { wantsAllScores } = strategyNamed(strategy);
    const evaluator = wantsAllScores === true ? scoringAll(search.evaluator) : search.evaluator;
    return { ...search, role: "baseline", strategy, evaluator };
  };

/** @throws CompileError for every specification and baseline that do not go together. */
const requireParts = (specs: readonly ExploredSpec[], baselines: readonly string[]): void => {
  const apart = baselines.filter(name => strategyNamed(name).needsParts === true);
  const faults = specs.flatMap(({ file, evaluator: { space } }) => {
    const { choices, networkChoices = 0 } = space;
    if (networkChoices > 0 && networkChoices < choices.length) return [];
    return apart.map(name => baselineWithoutParts(file, name, networkChoices === 0 ? "networks" : "hardware"));
  });
  if (faults.length > 0) throw new CompileError(faults);
};

/**
 * Reads what the run's searches need once more.
 * @throws CompileError where the specifications, their files or the options are not those that the run began with.
 */
export const searchesToGoOn = async (
  store: RunStore,
  files: readonly string[],
  options: SearchOptions,
  session: Session,
  progress: Progress,
): Promise<readonly ExploredSpec[]> => {
  const given = (["budget", "seed", "strategy", "baseline"] as const).filter(name => options[name] !== undefined);
  if (given.length > 0) throw new CompileError([besideRun(given.map(name => `--${name}`))]);
  const began = new Map(store.searches().map(({ settings }) => [settings.name, settings]));
  const names = [...began.keys()];
  if (files.length > 0 && files.join("\n") !== names.join("\n"))
    throw new CompileError([runChanged(store.folder, [`the specifications, which were ${names.join(" ")}`])]);
  requireAtHand(store.folder, names);
  const specs = await readAll(names, session, progress);
  const changed = specs.flatMap(({ file, description }) => changesIn(file, description, began.get(file)?.evaluator));
  if (changed.length > 0) throw new CompileError([runChanged(store.folder, changed)]);
  return specs;
};

/** Runs know specifications by the paths that they were given, from the folder where they were begun. @throws CompileError where one is not there. */
export const requireAtHand = (folder: string, specifications: readonly string[]): void => {
  const missing = specifications.filter(file => !existsSync(file));
  if (missing.length > 0) throw new CompileError([runSpecificationsMissing(folder, missing)]);
};

/** The specification, or files of it, that are no longer what a run began with. */
export const changesIn = (
  file: string,
  now: SearchSettings["evaluator"],
  before: SearchSettings["evaluator"] | undefined,
): readonly string[] => {
  if (before === undefined) return [file];
  if (specificationIn(now).text !== specificationIn(before).text) return [file];
  return Object.keys(now.files).filter(name => now.files[name] !== before.files[name]);
};

interface Wanted {
  readonly budget: number | undefined;
  readonly seed: number | undefined;
  readonly strategy: string | undefined;
  readonly baselines: readonly string[];
}

const understood = ({ budget, seed, strategy, baseline }: SearchOptions): Wanted => {
  const [budgetNumber, seedNumber, strategyName, baselines] = allOf(
    () => (budget === undefined ? undefined : wholeNumber("--budget", budget, 1, largest)),
    () => (seed === undefined ? undefined : wholeNumber("--seed", seed, 0, 2 ** 31 - 1)),
    () => (strategy === undefined ? undefined : requireStrategy(strategy)),
    () => (baseline === undefined ? [] : requireBaselines(baseline)),
  );
  return { budget: budgetNumber, seed: seedNumber, strategy: strategyName, baselines };
};

/** @throws CompileError with the faults of all. */
const readAll = async (
  files: readonly string[],
  session: Session,
  progress: Progress,
): Promise<readonly ExploredSpec[]> => {
  const specs: ExploredSpec[] = [];
  const faults: Diagnostic[] = [];
  for (const file of files) {
    try {
      specs.push(await readExploredSpec(file, session, progress));
    } catch (error) {
      if (!(error instanceof CompileError)) throw error;
      for (const fault of error.diagnostics) faults.push({ where: { file }, ...fault });
    }
  }
  if (faults.length > 0) throw new CompileError(faults);
  return specs;
};

const settingsFor = ({ file, spec, description, evaluator }: ExploredSpec, wanted: Wanted): SearchSettings => {
  const { search } = spec;
  const strategy = wanted.strategy ?? requireStrategy(search.strategy ?? defaultStrategy, file);
  return {
    name: file,
    role: "search",
    strategy,
    ...(search.acquisition === undefined ? {} : { acquisition: search.acquisition }),
    seed: wanted.seed ?? search.seed,
    budget:
      wanted.budget ?? budgetOf(file, spec, strategy === "exhaustive" ? encodingCount(evaluator.space) : defaultBudget),
    evaluator: description,
  };
};

const budgetOf = (file: string, { search }: ExploredSpec["spec"], otherwise: number): number => {
  const { budget } = search;
  if (budget === undefined) return Math.min(otherwise, largest);
  if (budget.unit === "episodes") return budget.count * designsPerEpisode;
  if (budget.unit !== "evaluations") throw new CompileError([budgetUnit(file, budget.count, budget.unit)]);
  return budget.count;
};
