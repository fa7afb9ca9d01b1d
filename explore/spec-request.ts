/** What compiling a specification is given, and what it gives. */
import type { Plan, PlanProvenance } from "../accelerators/plan.ts";
import type { Graph } from "../ir/graph.ts";
import type { SourceNetwork } from "./assembled-network.ts";
import type { Covered } from "./design/search.ts";
import type { Mapper } from "./map-network.ts";
import type { QuantizedSpec } from "./quantization/quantized-form.ts";
import type { Spec } from "./spec/spec.ts";

export interface SpecRequest {
  readonly spec: Spec;
  /** Those of the specification, in its order. */
  readonly networks: readonly SourceNetwork[];
  /** What of them was brought to few bits and run; limits on accuracy were kept to there. */
  readonly quantized?: QuantizedSpec;
  readonly mapper: Mapper;
  readonly provenance: Pick<PlanProvenance, "version" | "command" | "specSha256">;
  /** Called now and then with what has been decided. */
  readonly onProgress?: (covered: Covered) => void;
}

export interface CompiledSpec {
  readonly plan: Plan;
  /** The networks that were brought to few bits, by name, as the plan has them. */
  readonly quantized: ReadonlyMap<string, Graph>;
}
