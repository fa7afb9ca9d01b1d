/**
 * What judges one design, and the description from which a thread or another machine builds the same judge again: plain JSON and
 * files by their content, so that a result does not depend on where it was found.
 */
import type { Json } from "../../support/stable-json.ts";
import type { DesignSpace, Encoding } from "../space/design-space.ts";
import type { Outcome } from "../strategies/strategy.ts";

/** What became of a design, and what it measures in the user's terms. */
export interface Evaluation {
  readonly outcome: Outcome;
  /** By name, in base units; what is not known is left out. */
  readonly metrics: Readonly<Record<string, Json>>;
}

export interface Evaluator {
  readonly space: DesignSpace;
  /** As the user wrote them, such as `minimize energy`: one per score. */
  readonly objectives: readonly string[];
  /** As the user wrote them, such as `latency <= 2 ms`: one per violation. */
  readonly limits: readonly string[];
  /** The same encoding gives the same evaluation, on every machine. */
  evaluate(encoding: Encoding): Evaluation | Promise<Evaluation>;
}

export interface EvaluatorDescription {
  /** Which of the builders understands `parameters`. */
  readonly kind: string;
  readonly parameters: Json;
  /** SHA-256 of each file that it reads, by the name under which it does. */
  readonly files: Readonly<Record<string, string>>;
}

/** Contents of files by the name under which an evaluator reads them. */
export type FileContents = ReadonlyMap<string, Uint8Array>;

/** By kind. Throws CompileError where the parameters or a file are at fault. */
export type EvaluatorBuilders = Readonly<
  Record<string, (parameters: Json, files: FileContents) => Evaluator | Promise<Evaluator>>
>;
