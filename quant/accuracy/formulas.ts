/** How right a network's answers are: against labels, wanted images or masks, or against the float network where there are none. */
import type { Tensor } from "../../ir/tensor.ts";
import type { Target } from "../../train/data/dataset.ts";

/** Signal over noise, in dB; `Infinity` where they are equal, `-Infinity` where the noise is not finite. */
export const decibels = (signal: number, noise: number): number => {
  if (noise === 0) return Infinity;
  const ratio = 10 * Math.log10(signal / noise);
  return Number.isNaN(ratio) ? -Infinity : ratio;
};

/** Sums of squares, from which ratios of a whole data set are made: a mean of decibels would not be one. */
export interface NoiseSums {
  readonly signal: number;
  readonly noise: number;
}

/** Squared elements of the reference, and squared differences from it. */
export const noiseSums = (found: Tensor, reference: Tensor): NoiseSums => {
  let [signal, noise] = [0, 0];
  for (let i = 0; i < reference.data.length; i++) {
    const [a, b] = [found.data[i] ?? NaN, reference.data[i] ?? NaN];
    signal += b * b;
    noise += (a - b) ** 2;
  }
  return { signal, noise };
};

/** Is the label among the `k` largest elements? Of equals the earlier ranks higher. */
export const isTopK = ({ data }: Tensor, label: number, k: number): boolean => {
  const value = data[label];
  if (value === undefined || Number.isNaN(value)) return false;
  let above = 0;
  for (let i = 0; i < data.length; i++) {
    const other = data[i] ?? NaN;
    if (other > value || (other === value && i < label)) above++;
  }
  return above < k;
};

/** Place of the largest element, the first of equals. */
export const largestAt = ({ data }: Tensor): number => {
  let best = 0;
  for (let i = 1; i < data.length; i++) if ((data[i] ?? NaN) > (data[best] ?? NaN)) best = i;
  return best;
};

/**
 * Peak signal over noise in dB of a picture of height and width in its last two axes, leaving out `border` pixels at each edge,
 * which upscaling networks see from one side only. Values are clamped to the wanted image's range first, as a display does.
 */
export const psnrDb = (
  found: Tensor,
  wanted: Tensor,
  { border, range, low }: { readonly border: number; readonly range: number; readonly low: number },
): number => {
  const [height = 1, width = 1] = wanted.type.dims.slice(-2);
  const area = height * width;
  let [noise, count] = [0, 0];
  for (let i = 0; i < wanted.data.length; i++) {
    const [row, column] = [Math.floor((i % area) / width), i % width];
    if (row < border || column < border || row >= height - border || column >= width - border) continue;
    const value = Math.min(low + range, Math.max(low, found.data[i] ?? NaN));
    noise += (value - (wanted.data[i] ?? NaN)) ** 2;
    count++;
  }
  return decibels(range * range, noise / count);
};

/** The same for a picture that was enlarged, without what its edges make of it. */
export const enlargedPsnrDb = (
  found: Tensor,
  input: Tensor | undefined,
  { image, range, low }: Extract<Target, { kind: "image" }>,
): number => {
  const factor = (image.type.dims.at(-1) ?? 1) / (input?.type.dims.at(-1) ?? 1);
  // As many pixels as the picture is enlarged by: the habit of the field (Timofte et al., ACCV 2014, and since).
  return psnrDb(found, image, { border: Math.ceil(factor), range, low });
};

/** Intersections and unions by class, summed over samples: mean IoU is a ratio of sums, not a mean of ratios. */
export interface OverlapCounts {
  readonly intersections: Float64Array;
  readonly unions: Float64Array;
}

export const overlapCounts = (classes: number): OverlapCounts => ({
  intersections: new Float64Array(classes),
  unions: new Float64Array(classes),
});

/** Adds one sample: scores [1, classes, height, width] or classes [.., height, width] against the mask; -1 is not judged. */
export const addOverlap = (counts: OverlapCounts, found: Tensor, mask: Int32Array): void => {
  const planes = found.data.length / mask.length;
  for (let i = 0; i < mask.length; i++) {
    const wanted = mask[i] ?? -1;
    if (wanted < 0) continue;
    const given = planes > 1 ? bestPlane(found, i, mask.length, planes) : (found.data[i] ?? -1);
    count(counts.unions, wanted);
    if (given === wanted) count(counts.intersections, wanted);
    else count(counts.unions, given);
  }
};

const bestPlane = ({ data }: Tensor, pixel: number, area: number, planes: number): number => {
  let best = 0;
  for (let plane = 1; plane < planes; plane++)
    if ((data[plane * area + pixel] ?? NaN) > (data[best * area + pixel] ?? NaN)) best = plane;
  return best;
};

const count = (counts: Float64Array, place: number): void => {
  if (place >= 0 && place < counts.length) counts[place] = (counts[place] ?? 0) + 1;
};

/** Mean of intersection over union, of the classes that occur in either. */
export const meanIouOf = ({ intersections, unions }: OverlapCounts): number => {
  const ratios = [...unions].flatMap((union, i) => (union > 0 ? [(intersections[i] ?? 0) / union] : []));
  return ratios.length === 0 ? NaN : ratios.reduce((sum, ratio) => sum + ratio, 0) / ratios.length;
};
