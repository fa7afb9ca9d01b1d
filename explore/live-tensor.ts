/** Tensors with a lifetime, and with a place. */

/** A tensor that needs memory from the step that makes it to the last that reads it, both included. */
export interface LiveTensor {
  /** Unique. */
  readonly id: string;
  readonly bytes: number;
  readonly firstStep: number;
  readonly lastStep: number;
}

export interface Placement extends LiveTensor {
  readonly offset: number;
}
