/** `mortise explore`: a run from its specifications to its findings, be it new or gone on with. */
import { randomUUID } from "node:crypto";
import type { EvaluationPool } from "../explore/runs/pool.ts";
import { runSearches, type Subject, subjectKey } from "../explore/runs/run.ts";
import { runOtherProgram } from "../explore/runs/messages.ts";
import { tellSpecification } from "../explore/runs/specification.ts";
import { RunStore, type StoredSearch } from "../explore/runs/store/run-store.ts";
import { CompileError } from "../support/diagnostic.ts";
import type { Session } from "./command.ts";
import { startThreads, threadCount, type ThreadOptions, timeLimitOf } from "./evaluation-threads.ts";
import { type ExitCode, exitCodes } from "./exit-code.ts";
import { startExploreProgress } from "./explore-progress.ts";
import type { ExploredSpec } from "./explored-spec.ts";
import { allOf } from "./faults.ts";
import { findingsReport } from "./findings-report.ts";
import { newSearches, searchesToGoOn, type SearchOptions } from "./planned-searches.ts";
import { startProgress } from "./progress.ts";
import { quoteArgument } from "./quote-argument.ts";
import { readFindings } from "./read-run.ts";
import { strategyFor } from "./strategy-named.ts";
import { version } from "./version.ts";

export interface ExploreOptions extends SearchOptions, ThreadOptions {
  readonly output: string;
  readonly resume?: boolean;
  readonly queue?: string;
}

export const explore = async (
  specs: readonly string[],
  options: ExploreOptions,
  session: Session,
): Promise<ExitCode> => {
  const [threads, limitSeconds] = allOf(
    () => threadCount(options),
    () => timeLimitOf(options),
  );
  const { host } = session;
  const {
    pool,
    store,
    specs: read,
  } = await opened(specs, options, session, identity =>
    options.queue === undefined
      ? startThreads(host, threads, limitSeconds, options.cache)
      : openQueue(options.queue, identity),
  );
  if (await isWaiting(pool))
    host.stderr.write(`Waiting for workers: mortise worker --queue ${quoteArgument(options.queue ?? "")}\n`);
  // A queue may have any number of workers: all searches keep it busy.
  const atOnce = options.queue === undefined ? threads + 1 : store.searches().length;
  const isDone = await work(store, pool, read, atOnce, session);
  const findings = readFindings(options.output);
  host.stdout.write(findingsReport(findings));
  const isWithin = findings.every(({ settings, front }) => settings.role === "baseline" || front.length > 0);
  if (isDone) return isWithin ? exitCodes.done : exitCodes.limitsMissed;
  host.stderr.write(
    `Stopped; all that was evaluated is stored. Go on with: mortise explore --resume -o ${quoteArgument(options.output)}\n`,
  );
  return exitCodes.interrupted;
};

interface Opened {
  readonly pool: EvaluationPool;
  readonly store: RunStore;
  readonly specs: readonly ExploredSpec[];
}

/** Searches of one specification may differ in how much they are told of designs beyond the limits. */
const subjectsOf = (searches: readonly StoredSearch[], specs: readonly ExploredSpec[]): ReadonlyMap<string, Subject> =>
  new Map(
    searches.flatMap(({ settings }) => {
      const spec = specs.find(({ file }) => file === settings.name);
      return spec === undefined ? [] : [[subjectKey(settings.evaluator), spec] as const];
    }),
  );

/** The store last: where nobody can evaluate, no run is begun. */
const opened = async (
  files: readonly string[],
  options: ExploreOptions,
  session: Session,
  openPool: (identity: string) => Promise<EvaluationPool>,
): Promise<Opened> => {
  const { output } = options;
  const progress = startProgress(session.host);
  try {
    if (options.resume !== true) {
      const { specs, searches } = await newSearches(files, options, session, progress);
      const identity = randomUUID();
      const pool = await openPool(identity);
      return {
        specs,
        ...(await withStore(pool, () => RunStore.begin(output, { identity, program: version }, searches))),
      };
    }
    const store = RunStore.resume(output);
    try {
      if (store.header.program !== version)
        throw new CompileError([runOtherProgram(output, store.header.program, version)]);
      const specs = await searchesToGoOn(store, files, options, session, progress);
      return { specs, store, pool: await openPool(store.header.identity) };
    } catch (error) {
      store.close();
      throw error;
    }
  } finally {
    progress.end();
  }
};

const withStore = async (
  pool: EvaluationPool,
  open: () => RunStore,
): Promise<{ readonly pool: EvaluationPool; readonly store: RunStore }> => {
  try {
    return { pool, store: open() };
  } catch (error) {
    await pool.close();
    throw error;
  }
};

const openQueue = async (address: string, run: string): Promise<EvaluationPool> => {
  const { QueuePool } = await import("../explore/runs/queue/queue-pool.ts");
  const { programIdentity } = await import("./program-identity.ts");
  return QueuePool.open({ address, run, program: programIdentity() });
};

const isWaiting = async (pool: EvaluationPool): Promise<boolean> =>
  pool.workers !== undefined && (await pool.workers()) === 0;

/** False where the user stopped it. Closes store and pool. */
const work = async (
  store: RunStore,
  pool: EvaluationPool,
  specs: readonly ExploredSpec[],
  atOnce: number,
  { host }: Session,
): Promise<boolean> => {
  const searches = store.searches();
  const progress = startExploreProgress(host, searches, ({ settings }) => tellSpecification(settings.evaluator));
  for (const search of searches) for (const design of store.designs(search.position)) progress.known(search, design);
  let isStopped = false;
  const restore = host.onInterrupt(() => {
    isStopped = true;
    void pool.close();
  });
  try {
    await runSearches({
      store,
      subjects: subjectsOf(searches, specs),
      strategyFor,
      pool,
      atOnce,
      onDesign: progress.found,
    });
    return true;
  } catch (error) {
    if (!isStopped) throw error;
    return false;
  } finally {
    restore();
    progress.end();
    await pool.close();
    store.close();
  }
};
