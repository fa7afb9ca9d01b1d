/** Begins or goes on with runs of analytic problems, as the program does with specifications. */
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import type { EvaluatorDescription } from "../../../explore/runs/evaluator.ts";
import type { EvaluationPool } from "../../../explore/runs/pool.ts";
import type { QueueTiming } from "../../../explore/runs/queue/job.ts";
import type { ProgramIdentity } from "../../../explore/runs/queue/names.ts";
import { runSearches, subjectKey } from "../../../explore/runs/run.ts";
import type { SearchSettings } from "../../../explore/runs/search-settings.ts";
import type { RunStore, StoredDesign } from "../../../explore/runs/store/run-store.ts";
import { ThreadPool } from "../../../explore/runs/threads/thread-pool.ts";
import { builders, climber } from "./analytic.ts";

export const settingsOf = (evaluator: EvaluatorDescription, others: Partial<SearchSettings> = {}): SearchSettings => ({
  name: "analytic",
  role: "search",
  strategy: "climber",
  seed: 1,
  budget: 40,
  evaluator,
  ...others,
});

export const threads = (count: number, mostMilliseconds = 60_000): ThreadPool =>
  new ThreadPool({
    threads: count,
    file: join(import.meta.dirname, "thread.ts"),
    nodeArguments: ["--import", import.meta.resolve("tsx")],
    mostMilliseconds,
    clock: () => Date.now(),
  });

/** Evaluates in this very process, so many at once: for processes that must start quickly because they are killed often. */
export const inline = (atOnce: number, milliseconds: number): EvaluationPool => {
  let last: Promise<unknown>[] = [];
  return {
    evaluate: async ({ subject, encoding }) => {
      const before = last.at(-atOnce);
      const evaluation = (async () => {
        await before;
        await setTimeout(milliseconds);
        const { kind, parameters } = subject.description;
        return (await builders[kind]!(parameters, new Map())).evaluate(encoding);
      })();
      last = [...last.slice(-atOnce), evaluation];
      return evaluation;
    },
    close: () => Promise.resolve(),
  };
};

/** Runs to the end, and closes pool and store whatever happens. */
export const runToEnd = async (
  store: RunStore,
  pool: EvaluationPool,
  onDesign: (design: StoredDesign) => void = () => undefined,
): Promise<void> => {
  try {
    const subjects = new Map(
      await Promise.all(
        store.searches().map(async ({ settings: { evaluator: description } }) => {
          const evaluator = await builders[description.kind]!(description.parameters, new Map());
          return [subjectKey(description), { evaluator, files: new Map<string, Uint8Array>() }] as const;
        }),
      ),
    );
    await runSearches({
      store,
      subjects,
      strategyFor: (_, problem, progress) => climber(problem, progress),
      pool,
      atOnce: 2,
      onDesign: (_, design) => onDesign(design),
    });
  } finally {
    await pool.close();
    store.close();
  }
};

/** What both sides of a queue are in tests. */
export const program: ProgramIdentity = { version: "0.0.0", revision: "test" };

/** Losses are noticed within seconds. */
export const quickTiming: QueueTiming = { lockMilliseconds: 1500, checkMilliseconds: 500, askMilliseconds: 500 };
