/** A line of the bench's table. */
export interface Row {
  readonly question: string;
  readonly values: readonly number[];
  readonly unit: string;
  /** The median must stay below; absent for what is only shown. */
  readonly bound?: number;
  /** The median must not fall below. */
  readonly atLeast?: number;
}
