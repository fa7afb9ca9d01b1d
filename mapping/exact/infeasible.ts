/** Why there is no mapping: which tensor does not fit which level, by how much. */
import type { Architecture } from "../architecture.ts";
import { tensorNames, type TensorName } from "../workload.ts";
import { assemble } from "./assemble.ts";
import { everyRow, GroupFactors } from "./factors.ts";
import { legOfTerm, legsOf, objectiveOf } from "./objective.ts";
import type { Placement } from "./placements.ts";
import { type Problem, problemOf } from "./problem.ts";
import { search } from "./search.ts";
import type { Factors } from "./chains.ts";
import { countAccesses } from "../count.ts";

export interface Misfit {
  readonly tensor: TensorName;
  /** Index of the level. */
  readonly level: number;
  readonly excessBits: number;
}

/** What must stop at a level does so; nothing else needs to. */
const leastPlacement = ({ levels }: Architecture): Placement =>
  levels.map(({ holds, mustHold = [] }, level) =>
    tensorNames.filter(tensor => (level === 0 ? holds : mustHold).includes(tensor)),
  );

/** Each level that is too small on its own; else those without whose limit there would be a mapping. */
export const misfitsOf = (problem: Problem, factors: Factors): readonly Misfit[] => {
  const alone = smallestTiles(problem);
  return alone.length > 0 ? alone : conflicts(problem, factors);
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
    return excessBits > 0 ? [{ level, tensor: tensor ?? "outputs", excessBits }] : [];
  });
};

const lesser = (a: number, b: number): number => Math.min(a, b);

/** Bounds that a search without one limit may compute. */
const relaxedBudget = 2e6;

const conflicts = ({ contraction, architecture }: Problem, factors: Factors): readonly Misfit[] =>
  architecture.levels.flatMap(({ capacity }, level): Misfit[] => {
    if (capacity === "unlimited") return [];
    const relaxed: Architecture = { ...architecture, levels: withoutLimit(architecture, level) };
    const { incumbents } = search(problemOf(contraction, relaxed, factors), relaxedBudget);
    const overflows = incumbents.front().map(({ cuttings, nest, placement }) => {
      const { transfers } = countAccesses(contraction, relaxed, assemble(cuttings, nest, placement));
      const copies = architecture.overlap === "double-buffered" && level > 0 ? 2 : 1;
      const tiles = transfers
        .filter(({ child }) => child === level)
        .map(({ tensor, tile }) => ({ tensor, bits: copies * tile * contraction.bits[tensor] }))
        .toSorted((a, b) => b.bits - a.bits);
      const excessBits = tiles.reduce((total, { bits }) => total + bits, 0) - capacity;
      return { level, tensor: tiles[0]?.tensor ?? "outputs", excessBits: Math.max(1, excessBits) };
    });
    return overflows.toSorted((a, b) => a.excessBits - b.excessBits).slice(0, 1);
  });

const withoutLimit = ({ levels }: Architecture, unlimited: number): Architecture["levels"] =>
  levels.map((level, index): Architecture["levels"][number] =>
    index === unlimited ? { ...level, capacity: "unlimited" } : level,
  );
