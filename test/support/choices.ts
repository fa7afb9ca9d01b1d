/** Decisions read from a tape of numbers: a shorter tape of smaller numbers decides for simpler things, so that shrinking works. */

export interface Choices {
  /** In `[low, high]`, both included; `low` where the tape has ended. */
  integer(low: number, high: number): number;
  pick<T>(list: readonly T[]): T;
  flag(): boolean;
  /** A number with few digits. */
  real(): number;
}

export const choicesOf = (tape: readonly number[]): Choices => {
  let position = 0;
  const integer = (low: number, high: number): number => low + ((tape[position++] ?? 0) % (high - low + 1));
  const pick = <T>(list: readonly T[]): T => {
    const chosen = list[integer(0, list.length - 1)];
    if (chosen === undefined) throw new RangeError("nothing to pick from");
    return chosen;
  };
  return { integer, pick, flag: () => integer(0, 1) === 1, real: () => integer(-512, 512) / 128 };
};
