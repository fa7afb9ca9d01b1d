/**
 * What a search may choose, as typed choices with rules between them. Strategies see nothing else of a design: a point is one
 * number per choice, so that the same strategies search networks, precision, machines and test functions.
 */
import { InternalError } from "../../support/diagnostic.ts";

/** One thing to choose. */
export type Choice = CategoricalChoice | OrdinalChoice | RealChoice;

/** Values without an order: a template, an operation. A point has the value's position. */
export interface CategoricalChoice {
  readonly kind: "categorical";
  readonly name: string;
  readonly values: readonly string[];
}

/** Numbers in rising order, such as bits, sizes or counts: what lies between two may be expected between them. A point has the position. */
export interface OrdinalChoice {
  readonly kind: "ordinal";
  readonly name: string;
  readonly values: readonly number[];
}

/** Any number between two: a point has the number itself. */
export interface RealChoice {
  readonly kind: "real";
  readonly name: string;
  readonly low: number;
  readonly high: number;
}

/** One number per choice, in the order of the choices: positions, and values of real choices. */
export type Encoding = readonly number[];

/** A rule between choices that every design obeys, told to the user in the specification's words. */
export interface SpaceConstraint {
  readonly statement: string;
  holds(encoding: Encoding): boolean;
}

/** What a space knows of a design beyond its choices, such as how many convolutions stand on its longest path. */
export interface SpaceFeature {
  readonly name: string;
  /** A finite number; scale does not matter. */
  read(encoding: Encoding): number;
}

export interface DesignSpace {
  /** Names are unique. */
  readonly choices: readonly Choice[];
  /** So many of them, from the first on, are of networks: what is trained is the same while these stay. None where absent. */
  readonly networkChoices?: number;
  readonly constraints: readonly SpaceConstraint[];
  /** For predictors, which else see the choices alone. */
  readonly features?: readonly SpaceFeature[];
  /**
   * Of all encodings that mean the same design (isomorphic cells, settings of an accelerator that is left out) the one that stands
   * for them. Idempotent; keeps to the constraints where its argument does.
   */
  canonical(encoding: Encoding): Encoding;
}

/** How many values a choice has; infinite where it is real. */
export const sizeOfChoice = (choice: Choice): number => (choice.kind === "real" ? Infinity : choice.values.length);

/** Encodings, those that break constraints and those that mean the same included; infinite where a choice is real. */
export const encodingCount = ({ choices }: DesignSpace): number =>
  choices.reduce((product, choice) => product * sizeOfChoice(choice), 1);

export const isWithinSpace = ({ constraints }: DesignSpace, encoding: Encoding): boolean =>
  constraints.every(constraint => constraint.holds(encoding));

/** The value that an encoding has for a choice, as the user knows it. */
export const valueOf = (choice: Choice, code: number): string | number => {
  if (choice.kind === "real") return code;
  const value = choice.values[code];
  if (value === undefined) throw new InternalError(`choice ${choice.name} has no position ${code}`);
  return value;
};

/** Equal for equal canonical encodings alone; the name of a design in memory and in the store. */
export const keyOf = (encoding: Encoding): string => encoding.join(",");
