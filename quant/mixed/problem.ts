/** The choice of widths as a problem with measured numbers: which layers share an activation, and what each width costs in noise. */
import { type Graph, indexOf, type ValueId } from "../../ir/graph.ts";
import { linearLayersOf } from "../rounding/linear-layer.ts";
import { quantizationSites, type WeightSite } from "../sites.ts";
import type { LayerGroup } from "./choice.ts";
import { type Bench, type Sensitivity, valueSensitivity, weightSensitivity } from "./sensitivity.ts";

/** Groups in topological order of their activations. Products of two activations have no weights and no choice. */
export const layerGroupsOf = (graph: Graph): readonly LayerGroup[] => {
  const weights = new Map<ValueId, ValueId[]>();
  for (const site of quantizationSites(graph)) {
    if (site.role !== "weight" || site.activation === undefined || !isActivation(graph, site)) continue;
    const known = weights.get(site.activation);
    if (known === undefined) weights.set(site.activation, [site.value]);
    else known.push(site.value);
  }
  return [...weights].map(([activation, values]) => ({ activation, weights: values }));
};

const isActivation = (graph: Graph, { activation }: WeightSite): boolean =>
  activation !== undefined && indexOf(graph).constantOf(activation) === undefined;

/** Measures every value of the groups at every width, and what has no choice of its own too: a report must name what needs it wide. */
export const measureSensitivities = async (
  bench: Bench,
  groups: readonly LayerGroup[],
  widths: { readonly weights: readonly number[]; readonly activations: readonly number[] },
  progress: (done: number, all: number) => void = () => undefined,
): Promise<readonly Sensitivity[]> => {
  const layers = new Map(linearLayersOf(bench.graph).map(layer => [layer.weight, layer]));
  const chosen = new Set(groups.flatMap(({ activation, weights }) => [activation, ...weights]));
  const others = quantizationSites(bench.graph).filter(({ value }) => !chosen.has(value));
  const all = chosen.size + others.length;
  const results: Sensitivity[] = [];
  let done = 0;
  for (const group of groups) {
    results.push(...(await valueSensitivity(bench, group.activation, widths.activations)));
    progress(++done, all);
    for (const weight of group.weights) {
      const layer = layers.get(weight);
      const found =
        layer === undefined
          ? await valueSensitivity(bench, weight, widths.weights)
          : await weightSensitivity(bench, layer, widths.weights);
      results.push(...found);
      progress(++done, all);
    }
  }
  for (const { value, role } of others) {
    results.push(...(await valueSensitivity(bench, value, role === "weight" ? widths.weights : widths.activations)));
    progress(++done, all);
  }
  return results;
};

/** By value: its noise at this width and narrower ones is multiplied. */
export type NoiseCorrections = ReadonlyMap<ValueId, { readonly bits: number; readonly factor: number }>;

/** Noise by value and width, and what later measurements correct it by. */
export interface NoiseTable {
  noiseOf(value: ValueId, bits: number): number;
  corrected(corrections: NoiseCorrections): NoiseTable;
}

/** More bits never count as noisier than fewer: where a measurement says so, it is chance. */
export const noiseTable = (sensitivities: readonly Sensitivity[]): NoiseTable => {
  const byValue = new Map<ValueId, Map<number, number>>();
  for (const { value, bits, noise } of sensitivities.toSorted((a, b) => b.bits - a.bits)) {
    const widths = byValue.get(value) ?? new Map<number, number>();
    byValue.set(value, widths);
    const wider = [...widths.values()].at(-1) ?? 0;
    // Noise that is no number is as bad as noise can be.
    widths.set(bits, Math.max(wider, Number.isFinite(noise) ? noise : Number.MAX_VALUE / 1e9));
  }
  return tableOf(byValue);
};

const tableOf = (byValue: ReadonlyMap<ValueId, ReadonlyMap<number, number>>): NoiseTable => ({
  noiseOf: (value, bits) => byValue.get(value)?.get(bits) ?? 0,
  corrected(corrections) {
    const entries = [...byValue].map(([value, widths]): [ValueId, ReadonlyMap<number, number>] => {
      const correction = corrections.get(value);
      if (correction === undefined) return [value, widths];
      const factorAt = (bits: number): number => (bits <= correction.bits ? correction.factor : 1);
      return [value, new Map([...widths].map(([bits, noise]) => [bits, noise * factorAt(bits)]))];
    });
    return tableOf(new Map(entries));
  },
});
