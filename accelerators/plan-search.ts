/** The part of the plan that says how its choices were made: mappings, and hardware where it was open. */

export interface PlanSearch {
  /** What was minimized, within the limits. */
  readonly objective: string;
  /** True where no other mappings of the layers can be better. */
  readonly exact: boolean;
  /** Workloads that differ: each was mapped once. */
  readonly distinctWorkloads: number;
  readonly mappingsConsidered: number;
  readonly mappingsPruned: number;
  /** How the hardware was chosen; absent where nothing of it was open. */
  readonly space?: PlanSpace;
}

/** A search over hardware and precision. */
export interface PlanSpace {
  /** Combinations of all choices; the counts below add up to it. */
  readonly designs: number;
  /** Cannot be built, or break a total. */
  readonly impossible: number;
  /** Beyond a limit by their bounds, without mapping a layer. */
  readonly overLimits: number;
  /** No better than others by their bounds, before mapping or in the midst of it. */
  readonly beaten: number;
  /** Mapped to the end. */
  readonly evaluated: number;
  /** Left when the budget ran out. */
  readonly unseen: number;
  /** True where no other design of the space is better. */
  readonly exact: boolean;
  /** What is minimized or maximized, such as `minimize energy`. */
  readonly goals: readonly string[];
  /** Designs of which none is better in every goal than another; the plan's own among them. */
  readonly front: readonly PlanDesign[];
  /** Why the plan has this design and none of the others. */
  readonly reason: string;
  /** Limits that no design meets together, each with what proves it; empty where all can be met. */
  readonly conflicts: readonly PlanConflict[];
}

export interface PlanDesign {
  /** By slot, template and parameters as the specification has them. */
  readonly accelerators: readonly {
    readonly slot: string;
    readonly template: string;
    readonly parameters: Readonly<Record<string, number>>;
  }[];
  readonly weightBits: number;
  readonly activationBits: number;
  /** In the order of `goals`, in base units. */
  readonly values: readonly number[];
  readonly latencySeconds: number;
  /** Null on machines whose energy nobody states. */
  readonly energyPj: number | null;
  /** Null on machines whose area nobody states. */
  readonly areaMm2: number | null;
}

export interface PlanConflict {
  /** As written, such as `area <= 3 mm2`. */
  readonly limits: readonly string[];
  readonly proof: "area" | "bound" | "search";
  /** The best that the first of them comes to while the others are met, in its unit; null where there is none. */
  readonly best: number | null;
  readonly statement: string;
}
