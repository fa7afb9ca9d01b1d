/**
 * Evaluates on whatever machines serve a queue. Redis may lose everything at any time: what a run waits for is known to the run, which
 * asks after it and hands it in again, under the same name, so that no job is there twice.
 */
import { type Job, Queue, QueueEvents } from "bullmq";
import { CompileError } from "../../../support/diagnostic.ts";
import { queueOtherPrograms } from "../messages.ts";
import type { EvaluationAnswer, EvaluationPool, EvaluationSubject, EvaluationWork } from "../pool.ts";
import { mostAttempts } from "../pool.ts";
import { connectTo, defaultPatienceSeconds, type QueueConnection } from "./connection.ts";
import { publish } from "./content.ts";
import { defaultTiming, type JobData, jobName, type JobResult, type QueueTiming } from "./job.ts";
import { type ProgramIdentity, programName, queueName } from "./names.ts";
import { announce, type Presence, present } from "./presence.ts";

export interface QueueOptions {
  /** redis://HOST:PORT */
  readonly address: string;
  /** Names this run among those that use the queue. */
  readonly run: string;
  readonly program: ProgramIdentity;
  readonly timing?: QueueTiming;
  /** After how long without Redis the run ends. */
  readonly patienceSeconds?: number;
}

interface Pending {
  readonly work: EvaluationWork;
  /** It has lost workers, be it for its own fault or for that of another design that they were at: tried once more, by itself. */
  readonly isSuspect: boolean;
  resolve(result: EvaluationAnswer): void;
  reject(reason: unknown): void;
}

/** Finished jobs stay for a run that was away when they were; it takes no longer to come back, or they are done again. */
const keptFinished = { age: 3600, count: 20_000 };
const renewMilliseconds = 3_600_000;

export class QueuePool implements EvaluationPool {
  private readonly connection: QueueConnection;
  private readonly presence: Presence;
  private readonly queue: Queue<JobData, JobResult>;
  private readonly events: QueueEvents;
  private readonly program: ProgramIdentity;
  private readonly pending = new Map<string, Pending>();
  private readonly subjects = new Map<string, EvaluationSubject>();
  private readonly timers: NodeJS.Timeout[] = [];
  private readonly suspects: Pending[] = [];
  private unsent: EvaluationWork[] = [];
  private isSending = false;
  private isClosed = false;

  private constructor(connection: QueueConnection, presence: Presence, { program, timing }: QueueOptions) {
    const { redis } = connection;
    this.connection = connection;
    this.presence = presence;
    this.program = program;
    const name = queueName(program);
    this.queue = new Queue(name, { connection: redis, prefix: "mortise", streams: { events: { maxLen: 100_000 } } });
    this.events = new QueueEvents(name, { connection: redis.duplicate(), prefix: "mortise" });
    // Whatever fails while Redis is away is made good when it is back, or the connection is given up.
    this.queue.on("error", () => undefined);
    this.events.on("error", () => undefined);
    this.events.on("completed", ({ jobId, returnvalue }) => this.settle(jobId, parsed(returnvalue)));
    this.events.on("failed", ({ jobId, failedReason }) => this.fail(jobId, failedReason));
    this.events.on("duplicated", ({ jobId }) => void this.askAfter(jobId).catch(() => undefined));
    redis.on("ready", () => this.handInAll());
    const { askMilliseconds } = timing ?? defaultTiming;
    this.timers.push(setInterval(() => void this.askAfterAll().catch(() => undefined), askMilliseconds));
    this.timers.push(setInterval(() => void this.publishAll().catch(() => undefined), renewMilliseconds));
    connection.lost.catch((reason: unknown) => this.rejectAll(reason));
  }

  /** @throws CompileError where Redis can't be reached, or all workers there are of another version. */
  static async open(options: QueueOptions): Promise<QueuePool> {
    const connection = await connectTo(options.address, options.patienceSeconds ?? defaultPatienceSeconds);
    try {
      const others = await present(connection.redis, "workers");
      const own = programName(options.program);
      if (others.length > 0 && !others.includes(own))
        throw new CompileError([queueOtherPrograms("workers", [...new Set(others)].sort(), own)]);
      const presence = await announce(connection.redis, "runs", options.run, options.program);
      const pool = new QueuePool(connection, presence, options);
      await Promise.race([Promise.all([pool.queue.waitUntilReady(), pool.events.waitUntilReady()]), connection.lost]);
      return pool;
    } catch (error) {
      connection.redis.disconnect();
      throw error;
    }
  }

  /** How many workers could take a job now. */
  async workers(): Promise<number> {
    const own = programName(this.program);
    return (await present(this.connection.redis, "workers")).filter(name => name === own).length;
  }

  evaluate(work: EvaluationWork): Promise<EvaluationAnswer> {
    const answer = new Promise<EvaluationAnswer>((resolve, reject) =>
      this.pending.set(work.name, { work, isSuspect: false, resolve, reject }),
    );
    this.send([work]);
    return answer;
  }

  async close(): Promise<void> {
    if (this.isClosed) return;
    this.isClosed = true;
    for (const timer of this.timers) clearInterval(timer);
    const unfinished = [...this.pending.keys()];
    this.rejectAll(new Error("the queue was closed"));
    const { redis } = this.connection;
    if (redis.status === "ready") {
      // Nobody waits for these; those that a worker has begun stay with it.
      await Promise.allSettled(unfinished.map(name => this.queue.remove(name)));
      await this.presence.end();
      await Promise.allSettled([this.queue.close(), this.events.close()]);
    } else await this.presence.end();
    redis.disconnect();
  }

  /** What comes in one go is handed in in one go. */
  private send(works: readonly EvaluationWork[]): void {
    for (const work of works) this.unsent.push(work);
    if (this.isSending) return;
    this.isSending = true;
    setImmediate(() => void this.handIn().catch(() => undefined));
  }

  private async handIn(): Promise<void> {
    const works = this.unsent.filter(({ name }) => this.pending.has(name));
    this.unsent = [];
    this.isSending = false;
    for (const { subject } of works) {
      if (this.subjects.has(subject.key)) continue;
      await publish(this.connection.redis, subject);
      this.subjects.set(subject.key, subject);
    }
    await this.queue.addBulk(
      works.map(({ name, subject: { key }, encoding }) => ({
        name: jobName,
        data: { key, encoding },
        opts: { jobId: name, attempts: mostAttempts, removeOnComplete: keptFinished, removeOnFail: keptFinished },
      })),
    );
  }

  /** After Redis was away it may have forgotten everything. */
  private handInAll(): void {
    if (this.isClosed) return;
    this.subjects.clear();
    this.send([...this.pending.values()].map(({ work }) => work));
  }

  private async publishAll(): Promise<void> {
    for (const subject of this.subjects.values()) await publish(this.connection.redis, subject);
  }

  private async askAfterAll(): Promise<void> {
    if (this.connection.redis.status !== "ready") return;
    const names = [...this.pending.keys()];
    for (const name of names) await this.askAfter(name);
  }

  /** An event may have been missed, and a job may have vanished with Redis' memory. */
  private async askAfter(name: string): Promise<void> {
    const waiting = this.pending.get(name);
    if (waiting === undefined || this.unsent.includes(waiting.work)) return;
    const state = await this.queue.getJobState(name);
    if (state !== "unknown" && state !== "completed" && state !== "failed") return;
    // Read only now: what was read of a job while it was at work would have no result yet.
    const job: Job<JobData, JobResult> | undefined = await this.queue.getJob(name);
    if (job === undefined) this.send([waiting.work]);
    else if (state === "completed") this.settle(name, parsed(job.returnvalue));
    else if (state === "failed") this.fail(name, job.failedReason);
  }

  private settle(name: string, result: JobResult): void {
    this.pending.get(name)?.resolve(result);
    this.pending.delete(name);
    this.tryNextSuspect();
  }

  private fail(name: string, reason: string): void {
    const failed = this.pending.get(name);
    if (failed === undefined) return;
    const hasLostWorkers = /stalled/.test(reason);
    if (hasLostWorkers && !failed.isSuspect) {
      this.pending.delete(name);
      this.suspects.push(failed);
      this.tryNextSuspect();
    } else this.settle(name, { fault: hasLostWorkers ? "it ended every worker that was at it" : reason });
  }

  /** One after the other: were two at work at once, the innocent one might be lost with the other's worker again. */
  private tryNextSuspect(): void {
    if ([...this.pending.values()].some(({ isSuspect }) => isSuspect)) return;
    const next = this.suspects.shift();
    if (next === undefined) return;
    const work = { ...next.work, name: `${next.work.name}-alone` };
    this.pending.set(work.name, { ...next, work, isSuspect: true });
    this.send([work]);
  }

  private rejectAll(reason: unknown): void {
    for (const { reject } of [...this.pending.values(), ...this.suspects]) reject(reason);
    this.pending.clear();
    this.suspects.length = 0;
  }
}

/** BullMQ gives an event's value as it was stored, or read, by version and by way. */
const parsed = (value: unknown): JobResult => (typeof value === "string" ? JSON.parse(value) : value) as JobResult;
