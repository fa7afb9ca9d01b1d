/** A mapping problem made ready for the search: cuttings per group, then legs, columns and tables per placement. */
import { at } from "./at.ts";
import { InternalError } from "../../support/diagnostic.ts";
import { type Architecture, type MacMode, macModeFor } from "../architecture.ts";
import { type Contraction, dimensions } from "../workload.ts";
import { type Chain, chainsOf, type Factors } from "./chains.ts";
import { columnsOf, type Columns, compile, type CompiledObjective, everyFlag } from "./compiled.ts";
import { type Cutting, GroupFactors } from "./factors.ts";
import { type FanOuts, fanOutsOf } from "./fan-outs.ts";
import { groups, type Leg, legOfTerm, legsOf, type Objective, objectiveOf } from "./objective.ts";
import type { Placement } from "./placements.ts";
import { TableMaker } from "./tables.ts";

/** A contraction on a machine, and what all placements have in common. */
export interface Problem {
  readonly contraction: Contraction;
  readonly architecture: Architecture;
  readonly mode: MacMode;
  readonly fanOuts: FanOuts;
  /** Per dimension. */
  readonly chains: readonly (readonly Chain[])[];
  /** Per group, all cuttings. */
  readonly cuttings: readonly (readonly Cutting[])[];
}

export const problemOf = (contraction: Contraction, architecture: Architecture, factors: Factors): Problem => {
  const mode = macModeFor(architecture.compute, contraction.bits);
  if (mode === undefined) throw new InternalError("no MAC mode is wide enough: the mapper must check first");
  const chains = dimensions.map(dimension => chainsOf(contraction, architecture, dimension, factors));
  return {
    contraction,
    architecture,
    mode,
    fanOuts: fanOutsOf(architecture),
    chains,
    cuttings: groups.map(group =>
      group
        .map(dimension => chains[dimensions.indexOf(dimension)] ?? [])
        .reduce<readonly Cutting[]>(
          (cuttings, options) => cuttings.flatMap(cutting => options.map(chain => merged(cutting, chain))),
          [[]],
        ),
    ),
  };
};

const kindRank = { temporal: 0, x: 1, y: 2 } as const;

const merged = (a: Cutting, b: Chain): Cutting =>
  a.length === 0
    ? b
    : [...a, ...b].toSorted((one, two) => one.level - two.level || kindRank[one.kind] - kindRank[two.kind]);

/** What holds under one placement. */
export interface Placed {
  readonly problem: Problem;
  readonly placement: Placement;
  readonly legs: readonly Leg[];
  readonly columns: Columns;
  readonly makers: readonly TableMaker[];
  readonly objectives: Map<number, CompiledObjective>;
}

export const placedOf = (problem: Problem, placement: Placement): Placed => {
  const { contraction, architecture, mode } = problem;
  const legs = legsOf(architecture.levels.length, placement);
  const objective = (flags: number) => objectiveOf({ contraction, architecture, placement, legs, flags }, mode);
  const columns = columnsOf([objective(0), objective(everyFlag(legs))], legs);
  const makers = groups
    .map((group, i) => new GroupFactors(contraction, architecture, group, problem.cuttings[i] ?? []))
    .map(factors => new GroupFactors(contraction, architecture, factors.group, fitting(factors, legs, objective(0))))
    .toSorted((a, b) => b.cuttings.length - a.cuttings.length)
    .map(factors => new TableMaker(factors, legs, columns, problem.fanOuts));
  return { problem, placement, legs, columns, makers, objectives: new Map() };
};

/** Cuttings whose tiles fit where every other group's are of a single element: no tile is smaller. */
const fitting = (factors: GroupFactors, legs: readonly Leg[], { overflow }: Objective): readonly Cutting[] => {
  const tiles = (term: number): Float64Array => factors.column(at(legs, legOfTerm(term)), "tile", { resting: 0 });
  const limits = overflow.map(({ form: { constant, terms, coefficients } }) => {
    const columns = terms.map(tiles);
    return (row: number): boolean =>
      columns.reduce((bits, column, i) => bits + (column[row] ?? 0) * (coefficients[i] ?? 0), constant) > 0;
  });
  return factors.cuttings.filter((_, row) => !limits.some(isOver => isOver(row)));
};

export const objectiveFor = (
  { problem, placement, legs, columns, objectives }: Placed,
  flags: number,
): CompiledObjective => {
  const known = objectives.get(flags);
  if (known !== undefined) return known;
  const { contraction, architecture, mode } = problem;
  const made = compile(objectiveOf({ contraction, architecture, placement, legs, flags }, mode), columns);
  objectives.set(flags, made);
  return made;
};
