/**
 * A published cost model as a whole: a layer costs what its formulas say on an accelerator of so many elements. Beside the machine
 * models, which know levels and mappings.
 */
import type { Workload } from "../mapping/workload.ts";
import type { Picojoules, SquareMm } from "../support/quantity.ts";
import type { TemplateName } from "./templates/index.ts";

export interface LayerCost {
  readonly cycles: number;
  readonly energyPj: Picojoules;
  /** To and from the memory outside. */
  readonly offChipBytes: number;
}

export interface CostedAccelerator {
  readonly areaMm2: SquareMm;
  costOf(workload: Workload): LayerCost;
}

export interface AcceleratorSizes {
  readonly pes: number;
  /** From the on-chip memory to the array, in bytes per cycle. */
  readonly bandwidth: number;
}

/** Chosen as a specification's technology. */
export interface CostModel {
  readonly name: string;
  readonly summary: string;
  readonly citation: string;
  /** What it leaves out, a sentence each. */
  readonly ignores: readonly string[];
  /** Undefined for templates that it does not know. */
  leastPes(template: TemplateName): number | undefined;
  /** Undefined where the template is not known, or can't be so small. */
  build(template: TemplateName, sizes: AcceleratorSizes): CostedAccelerator | undefined;
}
