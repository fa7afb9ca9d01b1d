/** Where evaluations are done: threads of this machine, or others behind a queue. A run does not see the difference. */
import type { Encoding } from "../space/design-space.ts";
import type { Evaluation, EvaluatorDescription, FileContents } from "./evaluator.ts";

export interface EvaluationPool {
  /**
   * Any number may be under way; they are begun in the order of the calls. Rejects where the pool as a whole can't go on, not where
   * the design can't be evaluated.
   */
  evaluate(work: EvaluationWork): Promise<EvaluationAnswer>;
  /** How many workers there are just now, where that is not known beforehand. */
  workers?(): Promise<number>;
  /** Gives up what is under way, whose promises are rejected, and lets all resources go. */
  close(): Promise<void>;
}

export interface EvaluationWork {
  /** Tells this evaluation from all others of the run, and is the same again after an interruption. */
  readonly name: string;
  readonly subject: EvaluationSubject;
  readonly encoding: Encoding;
}

/** What designs are judged for: described, and with the files that the description names. */
export interface EvaluationSubject {
  /** Hash of the description. */
  readonly key: string;
  readonly description: EvaluatorDescription;
  readonly files: FileContents;
}

/** What came of it, and where and when it was done, where the pool knows. */
export type EvaluationAnswer = (Evaluation | FailedEvaluation) & { readonly span?: WorkSpan };

/** When a worker was at a design, attempts that failed included. Differs from run to run, and is never part of a result. */
export interface WorkSpan {
  /** A place where one design at a time is evaluated; a thread that dies there is followed by another. Unique in the run. */
  readonly worker: string;
  /** Milliseconds since 1970 by the clock of the worker's machine. */
  readonly start: number;
  readonly end: number;
}

/** The evaluation broke down, or did not end, more often than is put up with. */
export interface FailedEvaluation {
  readonly fault: string;
}

export const isFailed = (result: Evaluation | FailedEvaluation): result is FailedEvaluation => "fault" in result;

/** How often an evaluation is begun before its design is given up: a machine may have been short of memory once. */
export const mostAttempts = 2;
