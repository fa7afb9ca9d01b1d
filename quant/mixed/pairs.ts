/** What neighbouring layers do to the outputs together: noise of one may add to that of the next by more than its own amount. */
import type { ValueId } from "../../ir/graph.ts";
import type { Widths } from "../assign-parameters.ts";
import type { LayerGroup } from "./choice.ts";
import type { NoiseCorrections, NoiseTable } from "./problem.ts";
import { type Bench, jointEffect } from "./sensitivity.ts";

/** One measurement of a pair is no reason to forbid a width for good, nor to take its noise for nothing. */
const mostCorrection = 4;

/** Measures each group together with the next at the given widths; each is corrected by the mean over its pairs. */
export const pairCorrections = async (
  bench: Bench,
  groups: readonly LayerGroup[],
  noise: NoiseTable,
  widths: Widths,
  progress: (done: number, all: number) => void,
): Promise<NoiseCorrections> => {
  const ratios = new Map<LayerGroup, number[]>();
  for (const [i, first] of groups.entries()) {
    const second = groups[i + 1];
    if (second === undefined) continue;
    progress(i + 1, groups.length - 1);
    const ratio = await jointRatio(bench, noise, widths, [first, second]);
    for (const group of [first, second]) ratios.set(group, [...(ratios.get(group) ?? []), ratio]);
  }
  const corrections = new Map<ValueId, { bits: number; factor: number }>();
  for (const [group, found] of ratios) {
    const factor = found.reduce((sum, ratio) => sum + ratio, 0) / found.length;
    for (const value of [group.activation, ...group.weights])
      corrections.set(value, { bits: widths.get(value) ?? 0, factor });
  }
  return corrections;
};

/** Noise of two groups quantized together over the sum of what was counted for their parts. */
const jointRatio = async (
  bench: Bench,
  noise: NoiseTable,
  widths: Widths,
  groups: readonly LayerGroup[],
): Promise<number> => {
  const values = groups.flatMap(({ activation, weights }) => [activation, ...weights]);
  const pair = new Map(values.map(value => [value, widths.get(value) ?? 0]));
  const sum = values.reduce((total, value) => total + noise.noiseOf(value, pair.get(value) ?? 0), 0);
  const joint = await jointEffect(bench, pair);
  if (!(sum > 0) || !Number.isFinite(joint.noise)) return 1;
  return Math.min(mostCorrection, Math.max(1 / mostCorrection, joint.noise / sum));
};
