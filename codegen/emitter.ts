/** What an emitter is: a pure function from a plan to files. Only `cli/` writes them. */
import type { Plan } from "../accelerators/plan.ts";
import type { Diagnostic } from "../support/diagnostic.ts";

export interface Emitter {
  /** The name of its folder. */
  readonly name: string;
  /** One sentence, imperative. */
  readonly summary: string;
  /** Why it cannot express the plan; nothing is emitted where this is not empty. */
  validate(plan: Plan): readonly Diagnostic[];
  /** Path in the output folder → text. Called only where `validate` found nothing. */
  emit(plan: Plan): ReadonlyMap<string, string>;
}
