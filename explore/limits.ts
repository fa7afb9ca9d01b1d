/** Limits as users write them: `latency <= 20 ms`. */
import { CompileError, type Diagnostic } from "../support/diagnostic.ts";
import { type Dimension, type Measure, parseMeasure } from "../support/units.ts";
import { malformedLimit, notANumber, unknownMetric, unknownUnit, wrongDimension } from "./messages.ts";
import { dimensionsOf, isMetricName, metrics, type MetricName } from "./metrics.ts";

export interface Limit {
  readonly metric: MetricName;
  /** What may be lost against the float network, instead of what must be left: `accuracy drop <= 1 %`. */
  readonly drop?: true;
  /** Of this network of the design alone: `latency of faces <= 8 ms`. */
  readonly network?: string;
  readonly relation: "<=" | ">=";
  /** In base units of the dimension. */
  readonly bound: number;
  readonly dimension: Dimension;
  /** As the user wrote them. */
  readonly written: number;
  readonly unit: string;
}

/**
 * One limit per text; commas part several in one text.
 * @throws CompileError with a diagnostic for every faulty limit.
 */
export const parseLimits = (texts: readonly string[]): readonly Limit[] => {
  const parsed = texts.flatMap(text => text.split(",")).map(parseLimit);
  const faults = parsed.filter(isDiagnostic);
  if (faults.length > 0) throw new CompileError(faults);
  return parsed.filter((result): result is Limit => !isDiagnostic(result));
};

/** What is limited, as a user writes it: `accuracy drop`, `latency of faces`. */
export const subjectOf = ({ metric, drop, network }: Pick<Limit, "metric" | "drop" | "network">): string =>
  [metric, ...(drop === undefined ? [] : ["drop"]), ...(network === undefined ? [] : ["of", network])].join(" ");

const parseLimit = (raw: string): Limit | Diagnostic => {
  const text = raw.trim();
  const [, metric, lost, sign, rest] = /^([A-Za-z_]\w*)(\s+drop)?\s*(<=|>=|≤|≥)\s*(\S.*)$/.exec(text) ?? [];
  if (metric === undefined || rest === undefined) return malformedLimit(text);
  if (!isMetricName(metric)) return unknownMetric(text, metric, Object.keys(metrics));
  const drop = lost === undefined ? {} : { drop: true as const };
  if (lost !== undefined && metric !== "accuracy") return malformedLimit(text);
  const measure = parseBound(text, metric, rest);
  if ("code" in measure) return measure;
  const { value: bound, written, dimension, unit } = measure;
  return { metric, ...drop, relation: sign === "<=" || sign === "≤" ? "<=" : ">=", bound, dimension, written, unit };
};

const parseBound = (text: string, metric: MetricName, bound: string): Measure | Diagnostic => {
  const measure = parseMeasure(bound);
  const expected = dimensionsOf(metric);
  if ("fault" in measure)
    return measure.fault === "not-a-number"
      ? notANumber(text, measure.found)
      : unknownUnit(text, measure.found, expected);
  return expected.includes(measure.dimension) ? measure : wrongDimension(text, metric, measure.dimension, expected);
};

const isDiagnostic = (result: Limit | Diagnostic): result is Diagnostic => "code" in result;
