/** `require`, `minimize` and `maximize`: metrics by name, bounds in their dimensions. */
import type { Limit } from "../../limits.ts";
import { dimensionsOf, metricOf, type MetricName, metrics } from "../../metrics.ts";
import { duplicate, missing, unknownName, wrongValue } from "../messages.ts";
import type { Objective } from "../spec.ts";
import type { ObjectiveSyntax, RequireSyntax, SubjectSyntax } from "../syntax.ts";
import { placed, type Reading } from "./reading.ts";
import { lookUp, readQuantity } from "./values.ts";

/** What the goals may speak of. */
export interface Subjects {
  readonly networks: readonly string[];
  /** Is there a network whose accuracy has a source? */
  readonly hasAccuracy: boolean;
}

export const readLimits = (
  reading: Reading,
  requires: readonly RequireSyntax[],
  subjects: Subjects,
): readonly Limit[] => {
  const seen = new Set<string>();
  return requires.flatMap(({ subject, relation, bound }): Limit[] => {
    const metric = readMetric(reading, subject);
    if (metric === undefined) return [];
    const scope = readScope(reading, subject, metric, subjects);
    const measure = readQuantity(reading, bound, { what: metric, dimensions: dimensionsOf(metric) });
    if (measure === undefined) return [];
    const { value, dimension, written, unit } = measure;
    const key = [metric, scope.drop, scope.network, relation.sign, dimension].join(" ");
    if (seen.has(key)) reading.faults.push(duplicate(`the limit on ${metric}`, subject.metric.place, undefined));
    seen.add(key);
    const limit: Limit = { metric, ...scope, relation: relation.sign, bound: value, dimension, written, unit };
    return [placed(reading, limit, subject.metric.place)];
  });
};

export const readObjectives = (
  reading: Reading,
  entries: readonly ObjectiveSyntax[],
  subjects: Subjects,
): readonly Objective[] => {
  const seen = new Set<string>();
  return entries.flatMap(({ kind, subjects: of }) =>
    of.flatMap((subject): Objective[] => {
      const metric = readMetric(reading, subject);
      if (metric === undefined) return [];
      const scope = readScope(reading, subject, metric, subjects);
      const key = [metric, scope.drop, scope.network].join(" ");
      if (seen.has(key)) reading.faults.push(duplicate(`the objective ${metric}`, subject.metric.place, undefined));
      seen.add(key);
      return [placed(reading, { direction: kind, metric, ...scope }, subject.metric.place)];
    }),
  );
};

const readMetric = (reading: Reading, { metric }: SubjectSyntax): MetricName | undefined =>
  lookUp(reading, metric, "metric", Object.keys(metrics) as MetricName[]);

/** `drop` and `of NAME`, where the metric has them. */
const readScope = (
  reading: Reading,
  { metric: { place }, drop, network }: SubjectSyntax,
  metric: MetricName,
  { networks, hasAccuracy }: Subjects,
): Pick<Limit, "drop" | "network"> => {
  if (drop !== undefined && metric !== "accuracy")
    reading.faults.push(wrongValue(metric, "no drop", "drop", drop.place, "accuracy drop"));
  if (metric === "accuracy" && !hasAccuracy)
    reading.faults.push(
      missing("no network says where its accuracy comes from", place, "add `accuracy from …` to a network"),
    );
  if (network !== undefined && !metricOf(metric).isPerNetwork)
    reading.faults.push(wrongValue(metric, "the design as a whole", `of ${network.text}`, network.place, metric));
  if (network !== undefined && !networks.includes(network.text))
    reading.faults.push(unknownName("network", network.text, network.place, networks));
  return {
    ...(drop === undefined ? {} : { drop: true }),
    ...(network === undefined ? {} : { network: network.text }),
  };
};
