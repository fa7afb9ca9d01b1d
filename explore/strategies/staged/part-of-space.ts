/** A part of a design space as a space of its own: networks for a machine that is given, or machines for given networks. */
import { type DesignSpace, type Encoding, keyOf } from "../../space/design-space.ts";
import type { Outcome } from "../strategy.ts";

export interface PartOfSpace {
  readonly space: DesignSpace;
  /** The whole design of a part. */
  wholeOf(part: Encoding): Encoding;
  /** Undefined for a design whose other choices are not the given ones. */
  partOf(outcome: Outcome): Outcome | undefined;
}

/** @param rest a design, of which all choices but those from `from` on and before `to` are given. */
export const partOfSpace = (space: DesignSpace, from: number, to: number, rest: Encoding): PartOfSpace => {
  const inWhole = (part: Encoding): Encoding => [...rest.slice(0, from), ...part, ...rest.slice(to)];
  const wholeOf = (part: Encoding): Encoding => space.canonical(inWhole(part));
  const others = (encoding: Encoding): string => keyOf([...encoding.slice(0, from), ...encoding.slice(to)]);
  const given = others(space.canonical(rest));
  return {
    space: {
      choices: space.choices.slice(from, to),
      constraints: space.constraints.map(({ statement, holds }) => ({
        statement,
        holds: part => holds(inWhole(part)),
      })),
      canonical: part => wholeOf(part).slice(from, to),
    },
    wholeOf,
    partOf: outcome =>
      others(outcome.encoding) === given ? { ...outcome, encoding: outcome.encoding.slice(from, to) } : undefined,
  };
};
