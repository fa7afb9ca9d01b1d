/** What a data set is: samples that fit a network's inputs, made one at a time so that a large set needs little memory. */
import type { ValueId } from "../../ir/graph.ts";
import type { Tensor } from "../../ir/tensor.ts";
import { randomStream } from "../../support/random.ts";

export interface Sample {
  /** The file, and the place in it where it holds several. */
  readonly name: string;
  readonly inputs: ReadonlyMap<ValueId, Tensor>;
  readonly target?: Target;
}

/** What the network should answer. */
export type Target =
  | { readonly kind: "class"; readonly label: number }
  /** The image wanted, in the network's own range: from `low` (black) to `low + range` (white). */
  | { readonly kind: "image"; readonly image: Tensor; readonly low: number; readonly range: number }
  /** One class per pixel, row by row; -1 (or 255 in a file) is not judged. */
  | { readonly kind: "mask"; readonly classes: Int32Array };

export interface Dataset {
  /** What is read, as a person would say it: `cifar10/test_batch.bin`. */
  readonly source: string;
  readonly count: number;
  readonly targets: Target["kind"] | "none";
  /** @throws CompileError where the sample can't be read or does not fit the network. */
  sample(index: number): Sample;
  /**
   * What a sample was cut from, where several come from one picture: a set that is cut in two is cut between them, lest what judges
   * has been seen. Left out where each sample stands alone.
   */
  readonly cutFrom?: (index: number) => string;
}

/** Samples to learn ranges from and samples to judge by. */
export interface DataSplit {
  readonly calibration: Dataset;
  readonly evaluation: Dataset;
  /** True where both are the same samples because there is no second set; every result then says so. */
  readonly overlaps: boolean;
}

/** The samples at the given places, in that order. */
export const subset = (dataset: Dataset, indices: readonly number[], source = dataset.source): Dataset => {
  const { cutFrom } = dataset;
  const original = (index: number): number => {
    const place = indices[index];
    if (place === undefined) throw new RangeError(`sample ${index} of ${indices.length}`);
    return place;
  };
  return {
    source,
    count: indices.length,
    targets: dataset.targets,
    sample: index => dataset.sample(original(index)),
    ...(cutFrom === undefined ? {} : { cutFrom: index => cutFrom(original(index)) }),
  };
};

/** `count` samples drawn without repetition, in the order of the set; all where there are no more. */
export const drawSamples = (dataset: Dataset, count: number, seed: number): Dataset =>
  count >= dataset.count ? dataset : subset(dataset, shuffled(dataset.count, seed).slice(0, count).sort(ascending));

/**
 * A set without a split of its own, cut in two: one half calibrates, the other judges, and no picture has tiles in both unless there is
 * but one. A single sample has to do both.
 */
export const halve = (dataset: Dataset, seed: number): DataSplit => {
  if (dataset.count < 2) return { calibration: dataset, evaluation: dataset, overlaps: true };
  const order = inGroups(dataset, shuffled(dataset.count, seed));
  const middle = cutBetweenGroups(order);
  const half = (groups: readonly (readonly number[])[], which: string): Dataset =>
    subset(dataset, groups.flat().sort(ascending), `${dataset.source} (${which})`);
  return {
    calibration: half(order.slice(0, middle), "one half"),
    evaluation: half(order.slice(middle), "the other half"),
    overlaps: false,
  };
};

/** Indices that must stay together, groups in the order of their first members; each alone where all are of one group. */
const inGroups = ({ cutFrom }: Dataset, order: readonly number[]): readonly (readonly number[])[] => {
  const groups = new Map<string | number, number[]>();
  for (const index of order) {
    const key = cutFrom?.(index) ?? index;
    const known = groups.get(key);
    if (known === undefined) groups.set(key, [index]);
    else known.push(index);
  }
  return groups.size > 1 ? [...groups.values()] : order.map(index => [index]);
};

/** How many groups make up as much of the first half as fits; at least one. */
const cutBetweenGroups = (groups: readonly (readonly number[])[]): number => {
  const half = groups.flat().length >> 1;
  let [count, size] = [0, 0];
  for (const group of groups.slice(0, -1)) {
    size += group.length;
    if (size > half) break;
    count++;
  }
  return Math.max(1, count);
};

/** Fisher and Yates' shuffle of 0 … count-1. */
const shuffled = (count: number, seed: number): readonly number[] => {
  const random = randomStream(seed);
  const order = Array.from({ length: count }, (_, i) => i);
  for (let i = count - 1; i > 0; i--) {
    const j = random.integer(0, i);
    [order[i], order[j]] = [order[j] ?? 0, order[i] ?? 0];
  }
  return order;
};

const ascending = (a: number, b: number): number => a - b;

/** What a remembered data set may hold in memory. */
const rememberedBytes = 256 * 2 ** 20;

/** The same samples, of which the first that were asked for are kept: decoding pictures takes longer than running small networks. */
export const remembered = (dataset: Dataset): Dataset => {
  const known = new Map<number, Sample>();
  let room = rememberedBytes;
  return {
    ...dataset,
    sample(index) {
      const kept = known.get(index);
      if (kept !== undefined) return kept;
      const sample = dataset.sample(index);
      room -= bytesOf(sample);
      if (room >= 0) known.set(index, sample);
      return sample;
    },
  };
};

const bytesOf = ({ inputs, target }: Sample): number => {
  const answer = target?.kind === "image" ? target.image.data.byteLength : 0;
  return [...inputs.values()].reduce((sum, { data }) => sum + data.byteLength, answer);
};
