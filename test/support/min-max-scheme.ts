/**
 * The simplest calibration there is, for tests: the least and the largest value that each tensor takes on some feeds, or may take at all
 * where that is known; scales of weights on their layers' grids.
 */
import type { Graph, ValueId } from "../../ir/graph.ts";
import { tensorOf } from "../../ir/graph.ts";
import type { Tensor } from "../../ir/tensor.ts";
import { alignMultipliers } from "../../quant/align-multipliers.ts";
import { knownRanges } from "../../quant/known-ranges.ts";
import { affineParameters, weightParameters } from "../../quant/parameters.ts";
import type { QuantizationParameters, QuantizationScheme } from "../../quant/scheme.ts";
import { quantizationSites } from "../../quant/sites.ts";
import { type Executor, withOutputs } from "../../train/executor.ts";

export interface Widths {
  readonly weights: number;
  readonly activations: number;
  /** Of activations; unsigned unless given. */
  readonly signed?: boolean;
}

export const minMaxScheme = async (
  graph: Graph,
  samples: readonly ReadonlyMap<ValueId, Tensor>[],
  { weights, activations, signed = false }: Widths,
  executor: Executor,
): Promise<QuantizationScheme> => {
  const sites = quantizationSites(graph);
  const observed = sites.flatMap(({ role, value }) => (role === "activation" ? [value] : []));
  const prepared = await executor.prepare(withOutputs(graph, observed));
  const ranges = new Map<ValueId, readonly [number, number]>();
  for (const sample of samples)
    for (const [id, { data }] of await prepared.run(sample)) {
      const [low, high] = ranges.get(id) ?? [Infinity, -Infinity];
      ranges.set(id, [extreme(data, Math.min, low), extreme(data, Math.max, high)]);
    }
  await prepared.release();
  const width = { bits: activations, signed };
  const bounded = knownRanges(graph);
  const values = new Map<ValueId, QuantizationParameters>();
  for (const site of sites) {
    const constant = graph.constants.find(({ id }) => id === site.value);
    const known = constant === undefined ? undefined : tensorOf(constant);
    const range = bounded.get(site.value);
    const [low, high] = range === undefined ? (ranges.get(site.value) ?? extremes(known)) : [range.low, range.high];
    const parameters =
      site.role === "weight" && known !== undefined
        ? weightParameters(site.value, known, weights, site.axis)
        : affineParameters(site.value, low, high, width);
    values.set(site.value, parameters);
  }
  return alignMultipliers(graph, { values });
};

const extremes = (known: Tensor | undefined): readonly [number, number] =>
  known === undefined ? [0, 0] : [extreme(known.data, Math.min, Infinity), extreme(known.data, Math.max, -Infinity)];

const extreme = (values: ArrayLike<number>, pick: (a: number, b: number) => number, from: number): number => {
  let found = from;
  for (let i = 0; i < values.length; i++) found = pick(found, values[i] ?? NaN);
  return found;
};
