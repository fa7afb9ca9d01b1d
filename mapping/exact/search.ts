/**
 * Branch and bound over the whole mapspace: for every placement and order of the nest, one cutting per group of dimensions.
 * A choice of boxes, one per group, is left as soon as the best of each column cannot add to the front found so far; else
 * the box whose rows are furthest apart is opened.
 */
import { BoxSearch } from "./box-search.ts";
import { Incumbents } from "./incumbents.ts";
import { compulsory } from "./lower-bound.ts";
import { nestOrders } from "./orders.ts";
import { placementsOf } from "./placements.ts";
import { placedOf, type Problem } from "./problem.ts";
import { type Bound, leave, type Tally } from "./progress.ts";

export interface Found {
  readonly incumbents: Incumbents;
  readonly tally: Tally;
  /** False where the work budget ran out. */
  readonly isComplete: boolean;
  /** No mapping is faster, none takes less energy: infinite where none fits. */
  readonly bound: Bound;
}

/** Looks at not many more than `budget` bounds. */
export const search = (problem: Problem, budget = Number.POSITIVE_INFINITY): Found => {
  const incumbents = new Incumbents();
  const tally: Tally = { considered: 0, bounded: 0 };
  const bound: Bound = { latency: Number.POSITIVE_INFINITY, energy: Number.POSITIVE_INFINITY };
  const { contraction, architecture, mode, aim } = problem;
  const least = aim === undefined ? compulsory(contraction, architecture, mode) : { latency: 1, energy: 0 };
  for (const placement of placementsOf(architecture)) {
    if (tally.bounded > budget) leave(bound, least);
    else
      new BoxSearch(placedOf(problem, placement), { incumbents, tally, budget, left: bound, least }).run(
        nestOrders(contraction, architecture, placement),
      );
  }
  const isComplete = bound.latency === Number.POSITIVE_INFINITY;
  for (const { latency, energy } of incumbents.front()) {
    bound.latency = Math.min(bound.latency, latency);
    bound.energy = Math.min(bound.energy, energy);
  }
  return { incumbents, tally, isComplete, bound };
};
