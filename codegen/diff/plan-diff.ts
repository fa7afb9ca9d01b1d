/**
 * What differs between two plans, as plain JSON with the unit in each name: `mortise diff --json` prints it as it stands here.
 * "Before" is the plan named first. Types only.
 */

export interface PlanDiff {
  /** Changes where a reader of the last version could misread the new one. */
  readonly schema: "mortise-diff/1";
  readonly before: DiffedPlan;
  readonly after: DiffedPlan;
  /** Nothing below differs. */
  readonly same: boolean;
  /** Names of those that are known in either plan, in the order of the plan, the same ones too. */
  readonly metrics: readonly MetricChange[];
  readonly limits: readonly LimitChange[];
  readonly accelerators: readonly AcceleratorDiff[];
  readonly networks: readonly NetworkDiff[];
  /** Tensors that lie elsewhere, the largest first. */
  readonly movedTensors: readonly MovedTensor[];
  readonly coverage: readonly CoverageChange[];
  /** How the plans were made: version, seed, objective, passes, hashes. */
  readonly provenance: readonly FieldChange[];
  readonly assumptions: TextChanges;
  readonly warnings: TextChanges;
}

export interface DiffedPlan {
  readonly design: string;
  readonly feasible: boolean;
}

/** Null where that plan does not have it. */
export type Value = string | number | boolean | null;

export interface FieldChange {
  readonly field: string;
  readonly before: Value;
  readonly after: Value;
}

export interface NumberChange {
  readonly before: number | null;
  readonly after: number | null;
  /** After less before; null where one is not known. */
  readonly change: number | null;
  /** The change as a share of what was before; null also where that was zero. */
  readonly share: number | null;
}

export type Judgement = "better" | "worse" | "same" | "neither";

export interface MetricChange extends NumberChange {
  /** The plan's own name, with the unit in it. */
  readonly metric: string;
  /** `neither` where more is not worse, as of parameters, or where it is not known in one of the plans. */
  readonly judgement: Judgement;
}

export interface LimitChange {
  readonly metric: string;
  readonly relation: "<=" | ">=";
  /** In the unit of each plan's limit; null where that plan has no such limit. */
  readonly before: LimitState | null;
  readonly after: LimitState | null;
  /** What became of it; null where it is met or missed as before, or stands in one plan alone. */
  readonly turned: "met" | "missed" | null;
}

export interface LimitState {
  readonly bound: number;
  readonly value: number | null;
  readonly unit: string;
  readonly satisfied: boolean;
}

export interface AcceleratorDiff {
  /** Slots; null where the plan has none of that name. */
  readonly before: string | null;
  readonly after: string | null;
  /** Template, technology, clock and parameters. */
  readonly settings: readonly FieldChange[];
  /** What follows from the settings: levels, processing elements, vector unit, costs. */
  readonly derived: readonly FieldChange[];
  /** By part, the largest change first. */
  readonly areaMm2: readonly (NumberChange & { readonly part: string })[];
}

export interface NetworkDiff {
  readonly before: string | null;
  readonly after: string | null;
  /** The model's file, its ports, bound dimensions, rate. */
  readonly settings: readonly FieldChange[];
  /** Layers with no difference. */
  readonly sameLayers: number;
  /** The others, those first that change the network most. */
  readonly layers: readonly LayerDiff[];
}

export interface LayerDiff {
  /** Names; null where the network has no such layer. */
  readonly before: string | null;
  readonly after: string | null;
  readonly latencySeconds: NumberChange;
  readonly latencyCycles: NumberChange;
  readonly energyPj: NumberChange;
  /** The larger of what its change is of the network's latency and of its energy, each of the plan that has more: 0 to 1. */
  readonly weight: number;
  /** Operator, shape, accelerator, precision, what bounds it. */
  readonly fields: readonly FieldChange[];
  /** Tensors that it now finds or leaves on chip, and those that it no longer does, by their names in `memory`. */
  readonly onChip: TextChanges;
  /** Both loop nests where they differ. */
  readonly mapping: { readonly before: readonly string[]; readonly after: readonly string[] } | null;
  /** Where the energy differs, the largest change first. */
  readonly energyPjPerLevel: readonly (NumberChange & { readonly level: string })[];
}

export interface MovedTensor {
  readonly network: string;
  readonly name: string;
  readonly sizeBytes: number;
  readonly before: string;
  readonly after: string;
}

export interface CoverageChange {
  readonly network: string;
  readonly node: string;
  /** Null where the plan does not have the node. */
  readonly before: string | null;
  readonly after: string | null;
}

export interface TextChanges {
  readonly added: readonly string[];
  readonly removed: readonly string[];
}
