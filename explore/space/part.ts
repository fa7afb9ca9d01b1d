/** Choices that belong together, side by side with others in an encoding. */
import type { Choice, Encoding } from "./design-space.ts";

/** Codes are of the part's own choices alone. */
export interface Part<T> {
  readonly choices: readonly Choice[];
  canonical(codes: Encoding): Encoding;
  /** What the codes stand for. */
  chosen(codes: Encoding): T;
}

/** Several parts as one: codes stand one part after the other. */
export const sideBySide = <T>(parts: readonly Part<T>[]): Part<readonly T[]> => {
  let next = 0;
  const placed = parts.map(part => {
    const start = next;
    next += part.choices.length;
    return { part, start, end: next };
  });
  return {
    choices: parts.flatMap(({ choices }) => choices),
    canonical: codes => placed.flatMap(({ part, start, end }) => part.canonical(codes.slice(start, end))),
    chosen: codes => placed.map(({ part, start, end }) => part.chosen(codes.slice(start, end))),
  };
};
