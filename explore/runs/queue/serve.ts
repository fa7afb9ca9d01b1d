/** A worker: takes jobs from a queue and evaluates them on its threads, until it is told to stop or Redis is gone. */
import { randomUUID } from "node:crypto";
import { type Job, Worker } from "bullmq";
import { CompileError } from "../../../support/diagnostic.ts";
import { queueOtherPrograms } from "../messages.ts";
import type { EvaluationPool, EvaluationSubject } from "../pool.ts";
import { connectTo, defaultPatienceSeconds } from "./connection.ts";
import { fetchSubject } from "./content.ts";
import { defaultTiming, type JobData, type JobResult, mostLostWorkers, type QueueTiming } from "./job.ts";
import { type ProgramIdentity, programName, queueName } from "./names.ts";
import { announce, present } from "./presence.ts";

export interface ServeOptions {
  /** redis://HOST:PORT */
  readonly address: string;
  readonly program: ProgramIdentity;
  /** Tells its threads from those of all other workers. */
  readonly name: string;
  /** Closed by whoever made it. */
  readonly pool: EvaluationPool;
  /** How many evaluations the pool does at once. */
  readonly threads: number;
  /** Ends the service: what is under way is finished first. */
  readonly stop: AbortSignal;
  readonly onReady: (address: string) => void;
  readonly onDone: (result: JobResult) => void;
  /** Milliseconds from any start. */
  readonly clock: () => number;
  readonly timing?: QueueTiming;
  readonly patienceSeconds?: number;
}

/**
 * Designs for so long are fetched before threads are free, so that none waits while Redis or this process is slow; where one design takes
 * longer than twice that, another worker's idle thread is the better place for it.
 */
const aheadMilliseconds = 100;
/** Of a thread: more than these are held back from others for nothing. */
const mostAhead = 8;

/** How many designs to fetch before `threads` threads are free, where one takes so long. */
const aheadFor = (threads: number, milliseconds: number): number =>
  milliseconds > 2 * aheadMilliseconds
    ? 0
    : threads * Math.min(mostAhead, Math.ceil(aheadMilliseconds / Math.max(1, milliseconds)));

/** More are seldom in work at once. */
const mostSubjects = 16;

/**
 * Resolves once it was told to stop and all is done.
 * @throws CompileError where Redis can't be reached or is lost, or all runs there are of another version.
 */
export const serve = async (options: ServeOptions): Promise<void> => {
  const { address, program, stop, threads, patienceSeconds = defaultPatienceSeconds, timing = defaultTiming } = options;
  const connection = await connectTo(address, patienceSeconds);
  const { redis, lost } = connection;
  try {
    const others = await present(redis, "runs");
    const own = programName(program);
    if (others.length > 0 && !others.includes(own))
      throw new CompileError([queueOtherPrograms("runs", [...new Set(others)].sort(), own)]);
    const presence = await announce(redis, "workers", randomUUID(), program);
    const subjectFor = subjectCache(key => fetchSubject(redis, key));
    let underWay = 0;
    const perform = async (job: Job<JobData, JobResult>): Promise<JobResult> => {
      const start = options.clock();
      underWay++;
      // It waits until those before it are done.
      const turns = Math.max(1, underWay / threads);
      try {
        const result = await evaluated(job, subjectFor, options);
        worker.concurrency = threads + aheadFor(threads, (options.clock() - start) / turns);
        return result;
      } finally {
        underWay--;
      }
    };
    const worker: Worker<JobData, JobResult> = new Worker(queueName(program), perform, {
      connection: redis,
      prefix: "mortise",
      concurrency: threads,
      lockDuration: timing.lockMilliseconds,
      stalledInterval: timing.checkMilliseconds,
      maxStalledCount: mostLostWorkers,
    });
    worker.on("error", () => undefined);
    options.onReady(connection.address);
    await Promise.race([stopped(stop), lost]);
    await presence.end();
    await Promise.race([worker.close(), lost]);
  } finally {
    redis.disconnect();
  }
};

const evaluated = async (
  { id = "", data: { key, encoding } }: Job<JobData, JobResult>,
  subjectFor: (key: string) => Promise<EvaluationSubject>,
  { name, pool, onDone }: ServeOptions,
): Promise<JobResult> => {
  const { span, ...result } = await pool.evaluate({ name: id, subject: await subjectFor(key), encoding });
  onDone(result);
  return span === undefined ? result : { ...result, span: { ...span, worker: `${name} ${span.worker}` } };
};

/** Fetches each subject once, and anew where that failed. */
const subjectCache = (fetch: (key: string) => Promise<EvaluationSubject>): typeof fetch => {
  const kept = new Map<string, Promise<EvaluationSubject>>();
  return key => {
    const found = kept.get(key) ?? fetch(key);
    kept.delete(key);
    kept.set(key, found);
    found.catch(() => kept.delete(key));
    for (const oldest of kept.keys()) if (kept.size > mostSubjects) kept.delete(oldest);
    return found;
  };
};

const stopped = (signal: AbortSignal): Promise<void> =>
  new Promise(resolve => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });
