/** Why there is no mapping: which tensor does not fit which level, by how much. */
import { InternalError } from "../../support/diagnostic.ts";
import type { Architecture } from "../architecture.ts";
import { countAccesses } from "../count.ts";
import type { Mapping } from "../mapping.ts";
import { tensorNames, type TensorName } from "../workload.ts";
import { assemble } from "./assemble.ts";
import { everyRow, GroupFactors } from "./factors.ts";
import { legOfTerm, legsOf, type Objective, objectiveOf } from "./objective.ts";
import type { Placement } from "./placements.ts";
import type { Problem } from "./problem.ts";
import { search } from "./search.ts";

export interface Misfit {
  readonly tensor: TensorName;
  /** Index of the level. */
  readonly level: number;
  readonly excessBits: number;
  /** True where more may be needed than that: it is the least that is proven. */
  readonly isBound: boolean;
}

/** What must stop at a level does so; nothing else needs to. */
const leastPlacement = ({ levels }: Architecture): Placement =>
  levels.map(({ holds, mustHold = [] }, level) =>
    tensorNames.filter(tensor => (level === 0 ? holds : mustHold).includes(tensor)),
  );

/** Each level that is too small on its own; else those without whose limit there would be a mapping. */
export const misfitsOf = (problem: Problem): readonly Misfit[] => {
  const alone = smallestTiles(problem);
  // Outputs may take more than their smallest tiles say, as they are wide while they are summed.
  return alone.length > 0
    ? alone.flatMap(misfit => [...leastOverflow(problem, misfit.level, [misfit.level]), misfit].slice(0, 1))
    : conflicts(problem);
};

const smallestTiles = (problem: Problem): readonly Misfit[] => {
  const { contraction, architecture, mode, groups } = problem;
  const placement = leastPlacement(architecture);
  const legs = legsOf(architecture.levels.length, placement);
  const { overflow } = objectiveOf({ contraction, architecture, placement, legs, flags: 0 }, mode);
  const factors = groups.map(group => new GroupFactors(contraction, architecture, group, everyRow(group)));
  const smallest = (term: number): number => {
    const leg = legs[legOfTerm(term)];
    if (leg === undefined) return 0;
    return factors.reduce((tile, each) => tile * each.column(leg, "tile", { resting: 0 }).reduce(lesser), 1);
  };
  return overflow.flatMap(({ level, form: { constant, terms, coefficients } }) => {
    const needs = terms.map((term, i) => ({ term, bits: smallest(term) * (coefficients[i] ?? 0) }));
    const excessBits = needs.reduce((total, { bits }) => total + bits, constant);
    const largest = needs.toSorted((a, b) => b.bits - a.bits).at(0);
    const tensor = largest === undefined ? undefined : legs[legOfTerm(largest.term)]?.tensor;
    return excessBits > 0 ? [{ level, tensor: tensor ?? "outputs", excessBits, isBound: true }] : [];
  });
};

const lesser = (a: number, b: number): number => Math.min(a, b);

/** Bounds that a search for the least overflow of one level may compute. */
const conflictBudget = 3e6;

/** Levels that would do if they were larger, all others as they are; where none alone would, each as if the others had no limit. */
const conflicts = (problem: Problem): readonly Misfit[] => {
  const limited = problem.architecture.levels.flatMap(({ capacity }, level) =>
    capacity === "unlimited" ? [] : [level],
  );
  const alone = limited.flatMap(level => leastOverflow(problem, level, limited));
  if (alone.length > 0) return alone;
  const together = limited.flatMap(level => leastOverflow(problem, level, [level]));
  return together.map(misfit => ({ ...misfit, isBound: true }));
};

/** Of one level where the `limited` ones among the others hold what they are given. */
const leastOverflow = (problem: Problem, level: number, limited: readonly number[]): readonly Misfit[] => {
  const capacity = problem.architecture.levels[level]?.capacity ?? "unlimited";
  if (capacity === "unlimited") return [];
  const aim = bitsNeeded(level, capacity, limited);
  const { incumbents, bound, isComplete } = search({ ...problem, aim }, conflictBudget);
  const best = incumbents.front().at(-1);
  if (best === undefined) return [];
  const tensor = largestTile(problem, assemble(best.cuttings, best.nest, best.placement), level);
  return [{ level, tensor, excessBits: Math.max(1, bound.energy - capacity), isBound: !isComplete }];
};

/** The bits of a level in place of energy; any mapping is as fast as another. */
const bitsNeeded =
  (wanted: number, capacity: number, limited: readonly number[]) =>
  ({ overflow }: Objective): Objective => {
    const own = overflow.find(({ level }) => level === wanted);
    if (own === undefined) throw new InternalError(`level ${wanted} has no limit to exceed`);
    return {
      energy: { ...own.form, constant: own.form.constant + capacity },
      leakage: 0,
      cycles: [[{ constant: 0.5, terms: [], coefficients: [] }]],
      overflow: overflow.filter(({ level }) => level !== wanted && limited.includes(level)),
    };
  };

const largestTile = ({ contraction, architecture }: Problem, mapping: Mapping, level: number): TensorName => {
  const { transfers } = countAccesses(contraction, architecture, mapping);
  const tiles = transfers
    .filter(({ child }) => child === level)
    .map(({ tensor, tile }) => ({ tensor, bits: tile * contraction.bits[tensor] }))
    .toSorted((a, b) => b.bits - a.bits);
  return tiles[0]?.tensor ?? "outputs";
};
