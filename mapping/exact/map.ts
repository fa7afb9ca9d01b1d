/** All mappings worth having of a contraction on a machine, by exact search. */
import { InternalError } from "../../support/diagnostic.ts";
import { type Bytes, quantity } from "../../support/quantity.ts";
import { type Architecture, macModeFor, peCount } from "../architecture.ts";
import { mappingFaults } from "../check.ts";
import { evaluate } from "../evaluate.ts";
import { map, type MappedWorkload, type MapResult, type SearchReport } from "../mapper.ts";
import type { Mapping } from "../mapping.ts";
import { paretoFront } from "../pareto.ts";
import { type Contraction, macsOf, type Workload } from "../workload.ts";
import { assemble } from "./assemble.ts";
import { chainCount, type Factors } from "./chains.ts";
import { equalWithin } from "./incumbents.ts";
import { misfitsOf } from "./infeasible.ts";
import { mapspaceSize } from "./mapspace.ts";
import { groups } from "./objective.ts";
import { nestOrders } from "./orders.ts";
import { placementsOf } from "./placements.ts";
import { type Problem, problemOf } from "./problem.ts";
import { type Found, search } from "./search.ts";

export interface ExactSearchReport extends SearchReport {
  /** Mappings that there are, whether they fit or not: placements × tilings × loop orders; infinite where too many to list. */
  readonly mapspace: number;
  /** No mapping is faster than the one, none takes less energy than the other. Where the front is exact, it attains both. */
  readonly lowerBound: { readonly latency: number; readonly energy: number };
}

type Infeasible = Extract<MapResult, { feasible: false }>;
/** A `MapResult` that says more about the search. */
export type ExactMapResult =
  (Extract<MapResult, { feasible: true }> & { readonly search: ExactSearchReport }) | Infeasible;

export interface MapOptions {
  /** `perfect`: every loop bound divides what it splits, as in Timeloop's mapspace. */
  readonly factors?: Factors;
  /** How many bounds the search may compute before it settles for what it has; some millions take a second. */
  readonly budget?: number;
}

const defaultBudget = 1e8;
/** Ways to cut a group of dimensions, and orders of a nest, that the search is ready to list. */
const mostCuttings = 1.5e5;
const mostNests = 2000;

/**
 * The complete front of latency and energy over all mappings in which each level runs at most one temporal loop per dimension and
 * each axis of a fan-out at most one spatial loop per dimension. Of mappings with equal costs always the same one is given.
 * Where that would take more than the budget, the best mappings found by then, and `exact` is false.
 */
export const mapExactly = (
  workload: Workload,
  architecture: Architecture,
  options: MapOptions = {},
): ExactMapResult => {
  if (workload.kind === "vector" || macModeFor(architecture.compute, workload.bits) === undefined) {
    const result = map(workload, architecture);
    if (!result.feasible) return result;
    const [{ latency, energy } = { latency: 0, energy: 0 }] = result.front.map(({ cost }) => cost);
    return { ...result, search: { ...result.search, mapspace: 1, lowerBound: { latency, energy } } };
  }
  const { factors = "imperfect", budget = defaultBudget } = options;
  return isSearchable(workload, architecture, factors)
    ? searched(problemOf(workload, architecture, factors), factors, budget)
    : unsearched(workload, architecture);
};

const isSearchable = (workload: Contraction, architecture: Architecture, factors: Factors): boolean => {
  // Flags of the search suppose that finishing an output never makes it wider.
  if (workload.bits.outputs > workload.bits.partialSums) return false;
  // Its forms know no passes.
  if (architecture.levels.some(({ startsPasses }) => startsPasses === true)) return false;
  const isListable = groups.every(
    group =>
      group.reduce((count, dimension) => count * chainCount(workload, architecture, dimension, factors), 1) <=
      mostCuttings,
  );
  if (!isListable) return false;
  let nests = 0;
  for (const placement of placementsOf(architecture)) {
    nests += nestOrders(workload, architecture, placement).length;
    if (nests > mostNests) return false;
  }
  return true;
};

const searched = (problem: Problem, factors: Factors, budget: number): ExactMapResult => {
  const { contraction, architecture } = problem;
  const found = search(problem, budget);
  const plain = found.isComplete ? [] : roughMappings(contraction, architecture);
  const front = frontOf(contraction, architecture, [...mappingsOf(found), ...plain]);
  const [fastest] = front;
  if (fastest === undefined) return infeasible(problem, factors);
  const mapspace = mapspaceSize(problem.chains, architecture);
  const { considered } = found.tally;
  const least = { latency: fastest.cost.latency, energy: front.at(-1)?.cost.energy ?? fastest.cost.energy };
  const report = {
    mapspace,
    considered: considered + plain.length,
    pruned: found.isComplete ? Math.max(0, mapspace - considered) : 0,
    exact: found.isComplete,
    lowerBound: found.isComplete ? least : found.bound,
  };
  return { feasible: true, front, search: report };
};

/** For mapspaces too large to list. */
const unsearched = (contraction: Contraction, architecture: Architecture): ExactMapResult => {
  const result = map(contraction, architecture);
  if (!result.feasible) return result;
  const mode = macModeFor(architecture.compute, contraction.bits);
  const macs = macsOf(contraction);
  const latency = Math.ceil(macs / peCount(architecture) / (mode?.macsPerCycle ?? 1));
  const lowerBound = { latency, energy: macs * (mode?.energy ?? 0) };
  return { ...result, search: { ...result.search, mapspace: Number.POSITIVE_INFINITY, lowerBound } };
};

/** Of the plain mapper. */
const roughMappings = (contraction: Contraction, architecture: Architecture): readonly Mapping[] => {
  const result = map(contraction, architecture);
  return result.feasible ? result.front.flatMap(({ mapping }) => (mapping === undefined ? [] : [mapping])) : [];
};

const mappingsOf = ({ incumbents }: Found): readonly Mapping[] =>
  incumbents.front().map(({ cuttings, nest, placement }) => assemble(cuttings, nest, placement));

/** Costs anew by `evaluate`, legality by the checker: the search is not believed. */
const frontOf = (
  workload: Contraction,
  architecture: Architecture,
  mappings: readonly Mapping[],
): readonly (MappedWorkload & { readonly mapping: Mapping })[] => {
  const front = paretoFront(
    mappings.map(mapping => ({ workload, mapping, cost: evaluate(workload, architecture, mapping) })),
  );
  for (const { mapping } of front) {
    const faults = mappingFaults(workload, architecture, mapping);
    if (faults.length > 0) throw new InternalError(`the mapper made an illegal mapping: ${faults.join("; ")}`);
  }
  // Less energy by rounding alone is no gain.
  return front.filter(({ cost }, i) => {
    const faster = front[i - 1]?.cost.energy ?? Number.POSITIVE_INFINITY;
    return cost.energy < faster * (1 - equalWithin);
  });
};

const infeasible = (problem: Problem, factors: Factors): Infeasible => ({
  feasible: false,
  reasons: misfitsOf(problem, factors).map(({ tensor, level, excessBits }) => ({
    kind: "capacity",
    tensor,
    level: problem.architecture.levels[level]?.name ?? "",
    excess: quantity<Bytes>(Math.ceil(excessBits / 8)),
  })),
});
