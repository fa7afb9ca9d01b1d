/** What is said between a pool and its threads. */
import type { Encoding } from "../../space/design-space.ts";
import type { Evaluation, EvaluatorDescription, FileContents } from "../evaluator.ts";
import type { FailedEvaluation } from "../pool.ts";

export interface ThreadTask {
  /** Of the evaluator's description. */
  readonly key: string;
  readonly encoding: Encoding;
  /** One number, which the thread sets to 1 when it begins. Its memory is shared. */
  readonly begun: Int32Array;
  /** What the evaluator is built from; sent where the thread said that it does not know it yet. */
  readonly content?: { readonly description: EvaluatorDescription; readonly files: FileContents };
}

/** `unknown`: the thread has no such evaluator and asks for its content. */
export type ThreadAnswer = Evaluation | FailedEvaluation | "unknown";
