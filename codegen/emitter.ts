/** What an emitter is: a pure function from a plan to files. Only `cli/` writes them. */
import type { Plan } from "../accelerators/plan.ts";
import type { Graph } from "../ir/graph.ts";
import type { Diagnostic } from "../support/diagnostic.ts";

/** The plan's networks that were brought to few bits, by name. They are no part of the plan, which holds no weights. */
export type QuantizedGraphs = ReadonlyMap<string, Graph>;

export interface Emitter {
  /** The name of its folder. */
  readonly name: string;
  /** One sentence, imperative. */
  readonly summary: string;
  /** Why it cannot express the plan; nothing is emitted where this is not empty. */
  validate(plan: Plan): readonly Diagnostic[];
  /**
   * Path in the output folder → text or bytes. Called only where `validate` found nothing.
   * @throws CompileError for a network that its format cannot hold.
   */
  emit(plan: Plan, quantized: QuantizedGraphs): ReadonlyMap<string, string | Uint8Array>;
}
