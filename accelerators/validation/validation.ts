/** What a validation is: rows that set a number of ours beside one that somebody else has measured, simulated or published. */
/** One file per validation; `index.ts` is the only list. */
export interface Validation {
  readonly name: string;
  /** What is compared, one sentence. */
  readonly summary: string;
  /** Where the reference numbers were published, or how they were made. */
  readonly source: string;
  rows(): readonly ValidationRow[];
}

export interface ValidationRow {
  /** What was looked at, e.g. `npu-256`. */
  readonly subject: string;
  /** Which number of it, with its unit, e.g. `area at 28 nm, mm2`. */
  readonly quantity: string;
  readonly reference: number;
  readonly model: number;
  /** Largest error that is accepted, as a share of the reference; 0 where both must be equal. */
  readonly tolerance: number;
  /** Where the model is known not to keep the tolerance. */
  readonly deviation?: Deviation;
}

/** The reason, which docs/cost-model.md gives too, and how far the row may be off for it. */
export type Deviation = {
  readonly reason: string;
} & (
  | /** What the reference would say if it went by our rules; the row's tolerance holds for this number. */
    { readonly corrected: number }
    /** Largest error, as the tolerance is. */
  | { readonly upTo: number }
);

/** `stale`: listed as a deviation, though the tolerance is kept. */
export type Verdict = "within" | "known" | "stale" | "exceeded";

/** Of the model, as a share of the reference; infinite where that is zero and the model is not. */
export const errorOf = ({ model, reference }: Pick<ValidationRow, "model" | "reference">): number =>
  model === reference ? 0 : reference === 0 ? Infinity : model / reference - 1;

export const verdictOf = (row: ValidationRow): Verdict => {
  const { deviation, tolerance, model } = row;
  const keeps = isWithin(errorOf(row), tolerance);
  if (deviation === undefined) return keeps ? "within" : "exceeded";
  if (keeps) return "stale";
  const isExplained =
    "upTo" in deviation
      ? isWithin(errorOf(row), deviation.upTo)
      : isWithin(errorOf({ model, reference: deviation.corrected }), tolerance);
  return isExplained ? "known" : "exceeded";
};

/** False for what is no number. */
const isWithin = (error: number, tolerance: number): boolean => Math.abs(error) <= tolerance;
