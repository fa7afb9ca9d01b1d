/** What a specification asks of its designs. */
import { CompileError } from "../support/diagnostic.ts";
import type { MetricGoal } from "./design/demands.ts";
import { limitBackwards } from "./design/messages.ts";
import { writtenLimit } from "./design/statements.ts";
import type { Limit } from "./limits.ts";
import type { Spec } from "./spec/spec.ts";

/** Least energy where nothing is asked for. */
export const goalsOf = ({ objectives }: Pick<Spec, "objectives">): readonly MetricGoal[] =>
  objectives.length === 0
    ? [{ direction: "minimize", metric: "energy" }]
    : objectives.map(({ direction, metric, drop, network }) => ({
        // Float is what it is: the least is lost where the most is left.
        direction: drop === undefined ? direction : direction === "minimize" ? "maximize" : "minimize",
        metric,
        ...(network === undefined ? {} : { network }),
      }));

/** What is better without end in one direction, only that direction is searched. */
const upperBounds: ReadonlySet<Limit["metric"]> = new Set(["throughput", "accuracy"]);

const isUpper = ({ metric, drop }: Limit): boolean => drop === undefined && upperBounds.has(metric);

/** @throws CompileError with every limit that asks for a worse design. */
export const refuseBackwards = (limits: readonly Limit[]): void => {
  const backwards = limits.filter(limit => (limit.relation === ">=") !== isUpper(limit));
  if (backwards.length > 0) throw new CompileError(backwards.map(limit => limitBackwards(writtenLimit(limit))));
};
