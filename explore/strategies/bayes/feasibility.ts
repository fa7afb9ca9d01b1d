/**
 * The chance that a design can be built and keeps to all limits (Gardner et al., ICML 2014, section 3; Gelbart et al., UAI 2014): a Gaussian process
 * per limit, on normal scores of by how much it is missed.
 */
import { normalCumulative } from "../../../support/normal.ts";
import type { GaussianProcess } from "../../predictors/gaussian-process/gaussian-process.ts";
import type { Groups } from "../../predictors/gaussian-process/kernel.ts";
import type { Row } from "../../predictors/predictor.ts";
import { borderOf } from "../surrogate/border.ts";
import type { Outcome, SearchProblem } from "../strategy.ts";
import type { Kernels } from "./kernels.ts";

/** An outcome with the features of its design. */
export interface Sample<Kind extends Outcome = Outcome> {
  readonly row: Row;
  readonly outcome: Kind;
}

/** Ignores: that limits may be correlated. */
export const feasibilityOf = (
  { limits }: SearchProblem,
  samples: readonly Sample[],
  groups: Groups,
  kernels: Kernels,
  known: number,
): ((row: Row) => number) => {
  const told = samples.filter(({ outcome }) => outcome.kind !== "impossible");
  const bounds = Array.from({ length: limits }, (_, limit) => {
    const violations = told.map(({ outcome }) =>
      outcome.kind === "impossible" ? 0 : (outcome.violations[limit] ?? 0),
    );
    return boundFor(`limit ${limit}`, told, violations);
  });
  const failures = samples.map(({ outcome }) => (outcome.kind === "impossible" ? 1 : 0));
  const all = [...bounds, boundFor("impossible", samples, failures)].flatMap(bound => bound ?? []);
  return row => all.reduce((chance, { process, border }) => chance * chanceBelow(process, border, row), 1);

  function boundFor(name: string, of: readonly Sample[], violations: readonly number[]) {
    const found = borderOf(violations);
    if (found === undefined) return undefined;
    const process = kernels.fit(name, { rows: of.map(({ row }) => row), targets: found.targets, groups }, known);
    return { process, border: found.border };
  }
};

const chanceBelow = (process: GaussianProcess, border: number, row: Row): number => {
  const { mean, variance } = process.at(process.project(row));
  const deviation = Math.sqrt(variance + process.noiseVariance);
  return deviation > 0 ? normalCumulative((border - mean) / deviation) : Number(mean <= border);
};
