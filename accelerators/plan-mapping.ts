/** The part of the plan that says how a layer is mapped: the loop nest, level by level. */

export interface PlanMapping {
  /** The loop nest as indented text, one loop a line. */
  readonly nest: readonly string[];
  /** Outermost level first. */
  readonly levels: readonly PlanMappingLevel[];
}

export interface PlanMappingLevel {
  readonly level: string;
  /** Tensors stored here; the others pass by. */
  readonly keeps: readonly string[];
  /** Outermost loop first. */
  readonly temporal: readonly PlanLoop[];
  /** Unrolled over the fan-out below the level, along its two axes. */
  readonly spatialX: readonly PlanLoop[];
  readonly spatialY: readonly PlanLoop[];
}

/** Splits what it finds into `bound` pieces, of which the last may be smaller. */
export interface PlanLoop {
  readonly dimension: string;
  readonly bound: number;
}
