/** What stands in a job, and for how long it may take. */
import type { Encoding } from "../../space/design-space.ts";
import type { EvaluationAnswer } from "../pool.ts";

export interface JobData {
  /** Hash of the evaluator's description. */
  readonly key: string;
  readonly encoding: Encoding;
}

export type JobResult = EvaluationAnswer;

/** How the death of workers is noticed. */
export interface QueueTiming {
  /** A job whose worker has not renewed its lock for so long is taken from it. */
  readonly lockMilliseconds: number;
  /** How often that is looked at. */
  readonly checkMilliseconds: number;
  /** How often a run asks after jobs of which it has heard nothing. */
  readonly askMilliseconds: number;
}

export const defaultTiming: QueueTiming = {
  lockMilliseconds: 15_000,
  checkMilliseconds: 5000,
  askMilliseconds: 5000,
};

/** A job that has lost so many workers is suspected to have killed them. */
export const mostLostWorkers = 2;

export const jobName = "evaluate";
