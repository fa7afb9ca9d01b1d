/** A mapping problem made ready for the search: chains per group, then legs, columns and tables per placement. */
import { at } from "./at.ts";
import { InternalError } from "../../support/diagnostic.ts";
import { type Architecture, type MacMode, macModeFor } from "../architecture.ts";
import type { Contraction, Dimension } from "../workload.ts";
import { ChainCounts } from "./chain-counts.ts";
import { chainsOf, type Factors } from "./chains.ts";
import { columnsOf, type Columns, compile, type CompiledObjective } from "./compiled.ts";
import { everyRow, type Group, GroupFactors, type Rows, selectRows } from "./factors.ts";
import { type FanOuts, fanOutsOf } from "./fan-outs.ts";
import { everyFlag, groups, type Leg, legOfTerm, legsOf, type Objective, objectiveOf } from "./objective.ts";
import type { Placement } from "./placements.ts";
import { TableMaker } from "./tables.ts";

/** A contraction on a machine, and what all placements have in common. */
export interface Problem {
  readonly contraction: Contraction;
  readonly architecture: Architecture;
  readonly mode: MacMode;
  readonly fanOuts: FanOuts;
  /** Those with something to cut. */
  readonly groups: readonly Group[];
  /** Turns the objective into another where it is not latency and energy that is sought. */
  readonly aim?: (objective: Objective) => Objective;
}

export const problemOf = (contraction: Contraction, architecture: Architecture, factors: Factors): Problem => {
  const mode = macModeFor(architecture.compute, contraction.bits);
  if (mode === undefined) throw new InternalError("no MAC mode is wide enough: the mapper must check first");
  const countsOf = (dimension: Dimension): ChainCounts =>
    new ChainCounts(chainsOf(contraction, architecture, dimension, factors), contraction.bounds[dimension]);
  const cut = groups.filter(group => group.some(dimension => contraction.bounds[dimension] > 1));
  return {
    contraction,
    architecture,
    mode,
    fanOuts: fanOutsOf(architecture),
    groups: (cut.length > 0 ? cut : groups.slice(0, 1)).map(group => ({
      dimensions: group,
      counts: group.map(countsOf),
    })),
  };
};

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
  const { contraction, architecture } = problem;
  const legs = legsOf(architecture.levels.length, placement);
  const objective = (flags: number) => aimedAt(problem, placement, legs, flags);
  const columns = columnsOf([objective(0), objective(everyFlag(legs))], legs);
  const makers = problem.groups
    .map(group => new GroupFactors(contraction, architecture, group, everyRow(group)))
    .map(every => new GroupFactors(contraction, architecture, every.group, fitting(every, legs, objective(0))))
    .toSorted((a, b) => b.size - a.size)
    .map(factors => new TableMaker(factors, legs, columns, problem.fanOuts));
  return { problem, placement, legs, columns, makers, objectives: new Map() };
};

const aimedAt = (problem: Problem, placement: Placement, legs: readonly Leg[], flags: number): Objective => {
  const { contraction, architecture, mode, aim } = problem;
  const objective = objectiveOf({ contraction, architecture, placement, legs, flags }, mode);
  return aim === undefined ? objective : aim(objective);
};

/** Rows whose tiles fit where every other group's are of a single element: no tile is smaller. */
const fitting = (factors: GroupFactors, legs: readonly Leg[], { overflow }: Objective): Rows => {
  const fits = new Uint8Array(factors.size).fill(1);
  for (const { form } of overflow) {
    const bits = new Float64Array(factors.size).fill(form.constant);
    for (const [i, term] of form.terms.entries()) {
      const tiles = factors.column(at(legs, legOfTerm(term)), "tile", { resting: 0 });
      const width = form.coefficients[i] ?? 0;
      for (let row = 0; row < bits.length; row++) bits[row] = (bits[row] ?? 0) + width * (tiles[row] ?? 0);
    }
    for (let row = 0; row < bits.length; row++) if ((bits[row] ?? 0) > 0) fits[row] = 0;
  }
  const every = Int32Array.from(fits.keys());
  return selectRows(
    factors.rows,
    every.filter(row => fits[row] === 1),
  );
};

export const objectiveFor = (
  { problem, placement, legs, columns, objectives }: Placed,
  flags: number,
): CompiledObjective => {
  const known = objectives.get(flags);
  if (known !== undefined) return known;
  const made = compile(aimedAt(problem, placement, legs, flags), columns);
  objectives.set(flags, made);
  return made;
};
