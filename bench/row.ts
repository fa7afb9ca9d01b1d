/** A line of the bench's table. */
export interface Row {
  readonly question: string;
  readonly values: readonly number[];
  readonly unit: string;
  /** After the point; 2 unless said. */
  readonly digits?: number;
  /** The median must stay below; absent for what is only shown. */
  readonly bound?: number;
  /** The median must not fall below. */
  readonly atLeast?: number;
}
