/** The only list of metrics. */
import type { Answer, Metric } from "./metric.ts";
import { percentRight } from "./metric.ts";
import {
  addOverlap,
  decibels,
  enlargedPsnrDb,
  isTopK,
  largestAt,
  meanIouOf,
  noiseSums,
  overlapCounts,
} from "./formulas.ts";

const labelOf = ({ target }: Answer): number => (target?.kind === "class" ? target.label : -1);

const topK = (k: number): Metric => ({
  name: `top-${k}`,
  summary: `How often the right class is among the ${k === 1 ? "first" : `first ${k}`} of the first output.`,
  unit: "%",
  needs: "class",
  start: () =>
    percentRight(answer => {
      const [scores] = answer.outputs;
      return scores !== undefined && isTopK(scores, labelOf(answer), k);
    }),
});

const agreement: Metric = {
  name: "agreement",
  summary: "How often the first output's largest element is where the float network has it.",
  unit: "%",
  needs: "reference",
  start: () =>
    percentRight(
      ({ outputs: [found], reference: [wanted] }) =>
        found !== undefined && wanted !== undefined && largestAt(found) === largestAt(wanted),
    ),
};

const sqnr: Metric = {
  name: "sqnr",
  summary: "Signal over quantization noise of the worst output, against the float network.",
  unit: "dB",
  needs: "reference",
  start() {
    const sums: { signal: number; noise: number }[] = [];
    return {
      add({ outputs, reference }) {
        for (const [i, wanted] of reference.entries()) {
          const found = outputs[i];
          const { signal, noise } = found === undefined ? { signal: 0, noise: NaN } : noiseSums(found, wanted);
          const sum = (sums[i] ??= { signal: 0, noise: 0 });
          sum.signal += signal;
          sum.noise += noise;
        }
      },
      value: () => Math.min(...sums.map(({ signal, noise }) => decibels(signal, noise))),
    };
  },
};

const psnr: Metric = {
  name: "psnr",
  summary: "Peak signal over noise of the picture, mean over pictures, without the border that upscaling leaves.",
  unit: "dB",
  needs: "image",
  start() {
    let [sum, count] = [0, 0];
    return {
      add({ outputs: [found], inputs: [input], target }) {
        if (found === undefined || target?.kind !== "image") return;
        sum += enlargedPsnrDb(found, input, target);
        count++;
      },
      value: () => sum / count,
    };
  },
};

const meanIou: Metric = {
  name: "mean-iou",
  summary: "Intersection over union of what is found and wanted, mean over classes.",
  unit: "%",
  needs: "mask",
  start() {
    const counts = overlapCounts(256);
    return {
      add({ outputs: [found], target }) {
        if (found !== undefined && target?.kind === "mask") addOverlap(counts, found, target.classes);
      },
      value: () => 100 * meanIouOf(counts),
    };
  },
};

export const metrics = {
  "top-1": topK(1),
  "top-5": topK(5),
  psnr,
  "mean-iou": meanIou,
  sqnr,
  agreement,
} as const satisfies Record<string, Metric>;
export type MetricName = keyof typeof metrics;
