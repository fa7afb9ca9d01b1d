/** Evaluates on the cores of this machine, one thread each. A thread that hangs or dies takes nothing with it but its design. */
import { Piscina } from "piscina";
import { InternalError } from "../../../support/diagnostic.ts";
import type { Evaluation } from "../evaluator.ts";
import {
  type EvaluationAnswer,
  type EvaluationPool,
  type EvaluationWork,
  type FailedEvaluation,
  isFailed,
  mostAttempts,
} from "../pool.ts";
import type { ThreadAnswer, ThreadTask } from "./task.ts";

export interface ThreadPoolOptions {
  readonly threads: number;
  /** The file that a thread runs, which exports `evaluateDesign`. */
  readonly file: string;
  /** Arguments of Node, where that file needs some. */
  readonly nodeArguments: readonly string[];
  /** What that file finds as the data of its thread. */
  readonly data?: unknown;
  /** An evaluation that takes longer is given up. */
  readonly mostMilliseconds: number;
  /** Milliseconds since 1970. */
  readonly clock: () => number;
}

export class ThreadPool implements EvaluationPool {
  private readonly piscina: Piscina<ThreadTask, ThreadAnswer>;
  private readonly mostMilliseconds: number;
  private readonly stopping = new AbortController();
  private readonly waiting: ((place: number) => void)[] = [];
  private readonly clock: () => number;
  /** Places where nothing is evaluated, from 1; there are as many as threads. */
  private readonly free: number[];

  constructor({ threads, file, nodeArguments, data, mostMilliseconds, clock }: ThreadPoolOptions) {
    this.mostMilliseconds = mostMilliseconds;
    this.clock = clock;
    this.free = Array.from({ length: threads }, (_, i) => i + 1);
    this.piscina = new Piscina({
      filename: file,
      name: "evaluateDesign",
      execArgv: [...nodeArguments],
      workerData: data,
      minThreads: threads,
      maxThreads: threads,
    });
    // A thread that can't even start: nothing can be evaluated.
    this.piscina.on("error", (reason: unknown) => this.stopping.abort(reason));
  }

  async evaluate(work: EvaluationWork): Promise<EvaluationAnswer> {
    // A thread gets its next design when it has done the last, so that the clock of each starts with its evaluation.
    const place = this.free.shift() ?? (await new Promise<number>(resolve => this.waiting.push(resolve)));
    try {
      const start = this.clock();
      const result = await this.attempted(work);
      const end = this.clock();
      return { ...result, span: { worker: `thread ${place}`, start, end } };
    } finally {
      const next = this.waiting.shift();
      if (next === undefined) this.free.push(place);
      else next(place);
    }
  }

  async close(): Promise<void> {
    this.stopping.abort();
    await this.piscina.destroy();
  }

  private async attempted(work: EvaluationWork): Promise<Evaluation | FailedEvaluation> {
    let result: Evaluation | FailedEvaluation = { fault: "" };
    for (let attempt = 1; attempt <= mostAttempts; attempt++) {
      result = await this.attempt(work);
      if (!isFailed(result)) break;
    }
    return result;
  }

  private async attempt({ subject, encoding }: EvaluationWork): Promise<Evaluation | FailedEvaluation> {
    const { key, description, files } = subject;
    const first = await this.ask({ key, encoding, begun: flag() });
    if (first !== "unknown") return first;
    const second = await this.ask({ key, encoding, begun: flag(), content: { description, files } });
    if (second === "unknown") throw new InternalError(`a thread does not build evaluator ${key}`);
    return second;
  }

  private async ask(task: ThreadTask): Promise<ThreadAnswer> {
    const { signal: stop } = this.stopping;
    stop.throwIfAborted();
    const late = new AbortController();
    const stopClock = this.startClock(task.begun, () => late.abort());
    try {
      // A task that is given up ends its thread, and another takes its place.
      return await this.piscina.run(task, { signal: AbortSignal.any([stop, late.signal]) });
    } catch (error) {
      stop.throwIfAborted();
      const seconds = this.mostMilliseconds / 1000;
      if (late.signal.aborted) return { fault: `it did not end within ${seconds} s` };
      return { fault: error instanceof Error ? error.message : String(error) };
    } finally {
      stopClock();
    }
  }

  /**
   * Calls `onLate` when the evaluation takes too long, unless it is stopped before. A thread that is new loads its modules first: that
   * time is not the design's.
   */
  private startClock(begun: Int32Array, onLate: () => void): () => void {
    let timer: NodeJS.Timeout | undefined;
    const look = setInterval(() => {
      if (Atomics.load(begun, 0) === 0) return;
      clearInterval(look);
      timer = setTimeout(onLate, this.mostMilliseconds);
    }, lookMilliseconds);
    return () => {
      clearInterval(look);
      clearTimeout(timer);
    };
  }
}

/** How much later than it begins the clock of an evaluation may start. */
const lookMilliseconds = 100;

const flag = (): Int32Array => new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
