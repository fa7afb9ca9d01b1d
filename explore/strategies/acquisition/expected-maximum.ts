/** The expected greatest of several lines in one normal variable. */
import { normalCumulative, normalDensity } from "../../../support/normal.ts";

/**
 * E[maxᵢ aᵢ + bᵢ·Z] of Z standard normal, exactly: between the points where another line becomes the greatest it is a piece of
 * E[a + b·Z] (Frazier, Powell and Dayanik, INFORMS Journal on Computing 2009, algorithm 1).
 */
export const expectedMaximum = (a: readonly number[], b: readonly number[]): number => {
  const { lines, cuts } = envelope(a, b);
  return lines.reduce((sum, line, piece) => {
    const [from, to] = [cuts[piece] ?? -Infinity, cuts[piece + 1] ?? Infinity];
    const share = normalCumulative(to) - normalCumulative(from);
    return sum + (a[line] ?? NaN) * share + (b[line] ?? NaN) * (normalDensity(from) - normalDensity(to));
  }, 0);
};

interface Envelope {
  /** Those that are greatest somewhere, by rising slope. */
  readonly lines: readonly number[];
  /** Where each takes over from the one before it; −∞ first. */
  readonly cuts: readonly number[];
}

const envelope = (a: readonly number[], b: readonly number[]): Envelope => {
  const height = (line: number): number => a[line] ?? NaN;
  const slope = (line: number): number => b[line] ?? NaN;
  const order = [...a.keys()].sort((i, j) => slope(i) - slope(j) || height(i) - height(j));
  const lines: number[] = [];
  const cuts: number[] = [];
  for (const line of order) {
    let cut = -Infinity;
    for (let last = lines.at(-1); last !== undefined; last = lines.at(-1)) {
      // A parallel line that is no lower hides the one before it.
      cut = slope(line) === slope(last) ? -Infinity : (height(last) - height(line)) / (slope(line) - slope(last));
      if (cut > (cuts.at(-1) ?? -Infinity)) break;
      lines.pop();
      cuts.pop();
      cut = -Infinity;
    }
    lines.push(line);
    cuts.push(cut);
  }
  return { lines, cuts };
};
