/** All mappings worth having of a contraction on a machine, by exact search. */
import { InternalError } from "../../support/diagnostic.ts";
import { type Bytes, quantity } from "../../support/quantity.ts";
import { type Architecture, macModeFor } from "../architecture.ts";
import { mappingFaults } from "../check.ts";
import { evaluate } from "../evaluate.ts";
import { map, type MappedWorkload, type MapResult, type SearchReport } from "../mapper.ts";
import type { Mapping } from "../mapping.ts";
import { paretoFront } from "../pareto.ts";
import type { Contraction, Workload } from "../workload.ts";
import { assemble } from "./assemble.ts";
import { chainCount, type Factors } from "./chains.ts";
import { equalWithin } from "./incumbents.ts";
import { misfitsOf } from "./infeasible.ts";
import { compulsory } from "./lower-bound.ts";
import { mapspaceSize } from "./mapspace.ts";
import { groups } from "./objective.ts";
import { type Problem, problemOf } from "./problem.ts";
import { type Found, search } from "./search.ts";
import { mostLevels } from "./slots.ts";

/** Of an exact search, which says all about itself. */
export type ExactSearchReport = Required<SearchReport>;

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
/** Where it can't prove anything. */
const unlistedBudget = 3e6;
/** Ways to cut a group of dimensions that the search is ready to list. */
const mostCuttings = 1.5e5;

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
    const only = bestOf(result.front);
    return { ...result, search: { ...result.search, mapspace: 1, ...gapTo(only, only) } };
  }
  const { factors = "imperfect", budget = defaultBudget } = options;
  return isSearchable(workload, architecture, factors)
    ? searched(problemOf(workload, architecture, factors), factors, budget, true)
    : unlisted(workload, architecture, budget);
};

/** True where its forms say all that costs, all ways to cut are few enough to list, and all places for loops fit into a number's bits. */
const isSearchable = (workload: Contraction, architecture: Architecture, factors: Factors): boolean =>
  // Flags of the search suppose that finishing an output never makes it wider.
  workload.bits.outputs <= workload.bits.partialSums &&
  // Its forms know no passes.
  architecture.levels.every(({ startsPasses }) => startsPasses === undefined) &&
  architecture.levels.length <= mostLevels &&
  groups.every(
    group =>
      group.reduce((count, dimension) => count * chainCount(workload, architecture, dimension, factors), 1) <=
      mostCuttings,
  );

const searched = (problem: Problem, factors: Factors, budget: number, isWhole: boolean): ExactMapResult => {
  const { contraction, architecture, mode } = problem;
  const found = search(problem, budget);
  const isComplete = found.isComplete && isWhole;
  const plain = isComplete ? [] : roughMappings(contraction, architecture);
  const front = frontOf(contraction, architecture, [...mappingsOf(found), ...plain]);
  const [fastest] = front;
  if (fastest === undefined) return infeasible(problem);
  const best = { latency: fastest.cost.latency, energy: front.at(-1)?.cost.energy ?? fastest.cost.energy };
  const { considered } = found.tally;
  const mapspace = mapspaceSize(contraction, architecture, isWhole ? factors : "imperfect");
  const bound = isWhole ? found.bound : compulsory(contraction, architecture, mode);
  return {
    feasible: true,
    front,
    search: {
      mapspace,
      considered: considered + plain.length,
      pruned: isComplete ? Math.max(0, mapspace - considered) : 0,
      exact: isComplete,
      ...gapTo(isComplete ? best : bound, best),
    },
  };
};

/** For mapspaces too large to list: what plain rules find, and what loops that divide evenly allow. */
const unlisted = (workload: Contraction, architecture: Architecture, budget: number): ExactMapResult => {
  if (isSearchable(workload, architecture, "perfect"))
    return searched(problemOf(workload, architecture, "perfect"), "perfect", Math.min(budget, unlistedBudget), false);
  const result = map(workload, architecture);
  const mode = macModeFor(architecture.compute, workload.bits);
  if (!result.feasible || mode === undefined) return result as Infeasible;
  const best = bestOf(result.front);
  const gap = gapTo(compulsory(workload, architecture, mode), best);
  return {
    ...result,
    search: { ...result.search, mapspace: mapspaceSize(workload, architecture, "imperfect"), ...gap },
  };
};

type Costs = ExactSearchReport["lowerBound"];

const bestOf = (front: readonly MappedWorkload[]): Costs => ({
  latency: front.at(0)?.cost.latency ?? 0,
  energy: front.at(-1)?.cost.energy ?? 0,
});

/** A bound that exceeds what was found is that of another, smaller set of mappings. */
const gapTo = (bound: Costs, best: Costs): Pick<ExactSearchReport, "lowerBound" | "gap"> => {
  const lowerBound = { latency: Math.min(bound.latency, best.latency), energy: Math.min(bound.energy, best.energy) };
  const gap = { latency: 1 - lowerBound.latency / best.latency, energy: 1 - lowerBound.energy / best.energy };
  return { lowerBound, gap };
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

const infeasible = (problem: Problem): Infeasible => ({
  feasible: false,
  reasons: misfitsOf(problem).map(({ tensor, level, excessBits, isBound }) => ({
    kind: "capacity",
    tensor,
    level: problem.architecture.levels[level]?.name ?? "",
    excess: quantity<Bytes>(Math.ceil(excessBits / 8)),
    ...(isBound ? { isBound } : {}),
  })),
});
