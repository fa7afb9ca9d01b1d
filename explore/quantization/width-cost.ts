/** What a layer's widths cost on the machines of a design: the objectives of the specification, added up in shares of their value at 8 bits. */
import type { Graph, ValueId } from "../../ir/graph.ts";
import { macsOfWeight } from "../../quant/bit-ops.ts";
import type { ChoiceProblem } from "../../quant/mixed/choice.ts";
import { layerGroupsOf } from "../../quant/mixed/problem.ts";
import type { MetricName } from "../metrics.ts";
import { type LayerPricer, type PrecisionCost, precisionCosts } from "../precision-cost.ts";

type Cost = ChoiceProblem["costOf"];

const fields: Partial<Record<MetricName, keyof PrecisionCost>> = {
  latency: "latencyCycles",
  throughput: "latencyCycles",
  energy: "energyPj",
  power: "energyPj",
  model_size: "weightBits",
};

/** Metrics that widths have a say in, of those given; energy where they have a say in none. */
export const pricedMetrics = (metrics: readonly MetricName[]): readonly MetricName[] => {
  const priced = [
    ...new Set(metrics.flatMap(metric => (metric === "edp" ? (["latency", "energy"] as const) : [metric]))),
  ];
  const known = priced.filter(metric => fields[metric] !== undefined || metric === "bit_operations");
  return known.length === 0 ? ["energy"] : known;
};

/**
 * Where there are several machines, a layer costs what it costs on the one that does it best.
 * Ignores: what `precisionCosts` ignores.
 */
export const widthCost = (graph: Graph, pricers: readonly LayerPricer[], metrics: readonly MetricName[]): Cost => {
  const weights = layerGroupsOf(graph).flatMap(group => group.weights);
  const costs = pricers.map(pricer => precisionCosts(graph, pricer));
  const parts = pricedMetrics(metrics).map((metric): Cost => {
    const field = fields[metric];
    const own: Cost = (weight, weightBits, activationBits) =>
      field === undefined
        ? macsOfWeight(graph, weight) * weightBits * activationBits
        : Math.min(...costs.map(cost => cost(weight, weightBits, activationBits)[field]));
    const whole = weights.reduce((sum, weight) => sum + own(weight, 8, 8), 0);
    return (weight, weightBits, activationBits) => own(weight, weightBits, activationBits) / (whole || 1);
  });
  const known = new Map<string, number>();
  return (weight: ValueId, weightBits, activationBits) => {
    const key = `${weightBits} ${activationBits} ${weight}`;
    const cost = known.get(key) ?? parts.reduce((sum, part) => sum + part(weight, weightBits, activationBits), 0);
    known.set(key, cost);
    return cost;
  };
};
