/** All searches of a run, several at once where there are workers for them; each one's result is its own. */
import { InternalError } from "../../support/diagnostic.ts";
import { sha256 } from "../../support/hash.ts";
import { stringifyJson } from "../../support/stable-json.ts";
import type { SearchProblem, Strategy, StrategyProgress } from "../strategies/strategy.ts";
import type { Evaluator, EvaluatorDescription, FileContents } from "./evaluator.ts";
import type { EvaluationPool } from "./pool.ts";
import { runSearch } from "./run-search.ts";
import type { RunStore, StoredDesign, StoredSearch } from "./store/run-store.ts";

/** What a search is about, built from its description. */
export interface Subject {
  readonly evaluator: Evaluator;
  readonly files: FileContents;
}

export interface RunWork {
  readonly store: RunStore;
  /** By the key of the description. */
  readonly subjects: ReadonlyMap<string, Subject>;
  /** @param name of the strategy. @param progress as stored; from the start where absent. */
  readonly strategyFor: (name: string, problem: SearchProblem, progress?: StrategyProgress) => Strategy;
  readonly pool: EvaluationPool;
  /** How many searches are under way at once. */
  readonly atOnce: number;
  /** Called with every design that is evaluated. */
  readonly onDesign: (search: StoredSearch, design: StoredDesign) => void;
}

/** Rejects where the store or the pool can't go on, once nothing is under way any more; all that was stored until then stays. */
export const runSearches = async (work: RunWork): Promise<void> => {
  const waiting = [...work.store.searches()];
  const failures: unknown[] = [];
  const lane = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined && failures.length === 0; next = waiting.shift())
      await start(next, work).catch((error: unknown) => void failures.push(error));
  };
  await Promise.all(Array.from({ length: Math.max(1, work.atOnce) }, lane));
  if (failures.length > 0) throw failures[0];
};

/** Names an evaluator on all machines. */
export const subjectKey = (description: EvaluatorDescription): string => sha256(stringifyJson(description));

const start = async (
  stored: StoredSearch,
  { store, subjects, strategyFor, pool, onDesign }: RunWork,
): Promise<void> => {
  if (stored.isEnded) return;
  const { settings } = stored;
  const key = subjectKey(settings.evaluator);
  const subject = subjects.get(key);
  if (subject === undefined) throw new InternalError(`nothing was built for the search of ${settings.name}`);
  const { evaluator, files } = subject;
  const problem: SearchProblem = {
    space: evaluator.space,
    objectives: evaluator.objectives.length,
    limits: evaluator.limits.length,
    seed: settings.seed,
    budget: settings.budget,
    ...(settings.acquisition === undefined ? {} : { acquisition: settings.acquisition }),
  };
  return runSearch({
    stored,
    subject: { key, description: settings.evaluator, files },
    strategy: strategyFor(settings.strategy, problem, progressOf(stored, store)),
    store,
    pool,
    onDesign: design => onDesign(stored, design),
  });
};

const progressOf = ({ position, told, state }: StoredSearch, store: RunStore): StrategyProgress | undefined =>
  state && {
    state,
    outcomes: store
      .designs(position)
      .slice(0, told)
      .map(({ outcome }) => outcome),
  };
