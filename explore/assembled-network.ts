/** A network with a choice for every layer: what a plan is made of. */
import type { PlanQuantization } from "../accelerators/plan-quantization.ts";
import type { MappedWorkload } from "../mapping/mapper.ts";
import type { Home, Residents } from "../mapping/resident.ts";
import type { PipelineResult } from "../passes/manager.ts";
import type { PreparedNetwork } from "./fit-network.ts";
import type { Arena } from "./memory.ts";
import type { KnownAccuracy } from "./quantization/quantized-form.ts";
import type { SourceModel } from "./source-model.ts";
import type { StayingTensor } from "./staying.ts";

export interface SourceNetwork {
  readonly name: string;
  /** The model file as the user named it. */
  readonly source: string;
  readonly sha256: string | null;
  readonly model: SourceModel;
  /** What the passes left of the model's graph. */
  readonly optimized: PipelineResult;
}

export interface AssembledNetwork {
  readonly source: SourceNetwork;
  /** Runs per second; back to back where absent. */
  readonly rate?: number;
  /** Where it is known, with its share in that of several networks. */
  readonly accuracy?: KnownAccuracy;
  readonly prepared: PreparedNetwork;
  /** Per layer; undefined where it does not fit. */
  readonly layers: readonly (RoutedLayer | undefined)[];
  /** Why layers do not fit, by name. */
  readonly misfits: ReadonlyMap<string, string>;
  /** Per machine: what stays on chip, in steps of layers, and where. */
  readonly arenas: readonly { readonly home: Home | undefined; readonly arena: Arena }[];
  /** False where a choice of residents that was left out might be better. */
  readonly isComplete: boolean;
  /** How it was quantized; absent where it was not. */
  readonly quantization?: PlanQuantization;
}

/** How a layer runs. */
export interface RoutedLayer {
  /** Position among the machines. */
  readonly machine: number;
  readonly mapped: MappedWorkload;
  /** What lies on chip meanwhile. */
  readonly residents: readonly StayingTensor[];
  /** What the machine has less for the layer; undefined where nothing lies on chip, or where that does not matter. */
  readonly taken: Residents | undefined;
}
