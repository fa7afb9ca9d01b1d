/** What `mortise quantize` says it did: a record for programs and a table for people. */
import { abridge, formatTable } from "../codegen/summary/table.ts";
import type { Measurement } from "../quant/accuracy/measure.ts";
import { sqnrDbOf } from "../quant/accuracy/measure.ts";
import { metrics } from "../quant/accuracy/index.ts";
import type { JobData } from "./quantization-data.ts";
import type { MixedResult } from "../quant/mixed/search.ts";
import type { QuantizationScheme } from "../quant/scheme.ts";
import type { QuantizationSite } from "../quant/sites.ts";
import type { Dataset } from "../train/data/dataset.ts";
import { stringifyJson } from "../support/stable-json.ts";

export interface QuantizationOutcome {
  readonly model: string;
  readonly sha256: string;
  readonly data: JobData;
  readonly executor: string;
  readonly float: Measurement;
  readonly quantized: Measurement;
  /** Of the metric; minus infinity where there is no limit. */
  readonly atLeast: number;
  readonly sites: readonly QuantizationSite[];
  readonly scheme: QuantizationScheme;
  readonly bitOps: number;
  readonly bitOpsAtEightBits: number;
  readonly weightBytes: number;
  readonly mixed: MixedResult | undefined;
  readonly settings: Readonly<Record<string, string | number | boolean>>;
  readonly provenance: { readonly version: string; readonly seed: number; readonly command: string };
}

/** How much worse than float, in the metric's unit; against float itself where the metric compares with it. */
const dropOf = ({ float, quantized }: QuantizationOutcome): number | undefined =>
  Number.isFinite(float.value) ? float.value - quantized.value : undefined;

const finite = (value: number): number | null => (Number.isFinite(value) ? value : null);

export const recordOf = (outcome: QuantizationOutcome): string => {
  const { quantized, float, mixed, scheme, data } = outcome;
  return stringifyJson({
    schema: "mortise-quantization-1",
    model: { source: outcome.model, sha256: outcome.sha256 },
    data: {
      calibration: samplesOf(data.calibration),
      choice: mixed === undefined ? null : { ...samplesOf(data.choosing), heldOut: data.isHeldOut },
      evaluation: samplesOf(data.evaluation),
      sameSamples: data.overlaps,
      synthetic: data.isSynthetic,
    },
    accuracy: {
      metric: quantized.metric,
      unit: metrics[quantized.metric].unit,
      float: finite(float.value),
      quantized: finite(quantized.value),
      drop: finite(dropOf(outcome) ?? Number.NaN),
      atLeast: finite(outcome.atLeast),
      measuredBy: outcome.executor,
      outputs: sqnrDbOf(quantized).map(({ name, sqnrDb }) => ({ name, sqnrDb: finite(sqnrDb) })),
    },
    bitOps: outcome.bitOps,
    bitOpsAtEightBits: outcome.bitOpsAtEightBits,
    weightBytes: outcome.weightBytes,
    settings: outcome.settings,
    tensors: outcome.sites.flatMap(({ value, role, layers }) => {
      const parameters = scheme.values.get(value);
      return parameters === undefined ? [] : [{ value, role, bits: parameters.bits, layers }];
    }),
    mixed: mixed === undefined ? null : mixedRecord(mixed),
    provenance: outcome.provenance,
  });
};

const samplesOf = ({ source, count }: Dataset) => ({ source, samples: count });

const mixedRecord = ({ chosen, trials, float, sensitivities, sensitivitySamples, repairs }: MixedResult) => ({
  cost: chosen.choice.cost,
  greedyGap: chosen.choice.greedyGap ?? null,
  pairMeasurements: repairs,
  floatOnChoice: finite(float.value),
  trials: trials.map(({ choice, measurement, lost, standardError, noise, meetsLimit }) => ({
    cost: choice.cost,
    expectedNoise: choice.noise,
    noise: finite(noise),
    value: finite(measurement.value),
    lost: finite(lost),
    standardError: finite(standardError),
    meetsLimit,
  })),
  sensitivitySamples,
  sensitivities: sensitivities.map(({ value, bits, noise, sqnrDb, lossGrowth }) => ({
    value,
    bits,
    noise: finite(noise),
    sqnrDb: finite(sqnrDb),
    lossGrowth: finite(lossGrowth ?? Number.NaN),
  })),
});

/** One screen: accuracy, what it rests on, and the widths of each layer. */
export const summaryOf = (outcome: QuantizationOutcome, files: readonly string[]): string => {
  const { quantized, float, mixed, data } = outcome;
  const { unit } = metrics[quantized.metric];
  const shown = (value: number): string => (Number.isFinite(value) ? `${value.toFixed(2)} ${unit}` : "exact");
  const drop = dropOf(outcome);
  const rows: (readonly [string, string, string])[] = [
    [
      "Accuracy",
      shown(quantized.value),
      accuracyNote(
        outcome,
        drop === undefined ? "" : `, ${Math.abs(drop).toFixed(2)} ${drop < 0 ? "above" : "below"} float`,
      ),
    ],
    ["Float", shown(float.value), `${quantized.metric} on ${quantized.samples} samples of ${data.evaluation.source}`],
    ["Calibrated on", `${data.calibration.count} samples`, data.calibration.source],
    ["BitOps", `${((100 * outcome.bitOps) / outcome.bitOpsAtEightBits).toFixed(1)} %`, "of those at 8 bits everywhere"],
    ["Weights", `${(outcome.weightBytes / 1024).toFixed(1)} KiB`, "without scales and biases"],
  ];
  if (mixed !== undefined)
    rows.push(
      ["Chosen by", `${data.choosing.count} samples`, choiceNote(mixed, data, unit)],
      ["Search", `${mixed.trials.length} networks run`, greedyNote(mixed)],
    );
  const notes = [
    ...(data.isSynthetic ? ["The data are noise: ranges are rough, and accuracy on real data is not known."] : []),
    ...(data.overlaps ? ["Calibrated on the samples that judge: there was no second set."] : []),
  ];
  return [
    ...formatTable(rows, ["left", "left", "left"]),
    "",
    ...widthTable(outcome),
    ...notes.map(note => `\n${note}`),
    "",
    ...files,
    "",
  ].join("\n");
};

const accuracyNote = ({ atLeast, executor }: QuantizationOutcome, drop: string): string =>
  `measured by ${executor}${drop}${Number.isFinite(atLeast) ? `; at least ${atLeast.toFixed(2)} wanted` : ""}`;

const choiceNote = ({ chosen }: MixedResult, { choosing, isHeldOut }: JobData, unit: string): string =>
  `${choosing.source}${isHeldOut ? ", others than those that calibrate" : ""}: ${chosen.lost.toFixed(2)} ± ${chosen.standardError.toFixed(2)} ${unit} lost there`;

const greedyNote = ({ chosen, repairs }: MixedResult): string => {
  const gap = chosen.choice.greedyGap;
  const greedy = gap === undefined ? "greedy finds nothing" : `greedy would be ${(100 * gap).toFixed(1)} % worse`;
  return repairs === 0 ? greedy : `${greedy}; layers measured in pairs ${repairs} times`;
};

const mostRows = 40;
const layerNameWidth = 60;

const widthTable = ({ sites, scheme }: QuantizationOutcome): readonly string[] => {
  const rows = sites.flatMap(site => {
    const bits = scheme.values.get(site.value)?.bits;
    if (site.role !== "weight" || bits === undefined) return [];
    const input = site.activation === undefined ? undefined : scheme.values.get(site.activation)?.bits;
    return [
      [
        abridge(site.layers[0] ?? site.value, layerNameWidth),
        String(bits),
        input === undefined ? "float" : String(input),
      ] as const,
    ];
  });
  const shown = rows.slice(0, mostRows);
  const more =
    rows.length > shown.length ? [`… and ${rows.length - shown.length} more layers in quantization.json`] : [];
  return [...formatTable([["layer", "weights", "input"], ...shown], ["left", "right", "right"]), ...more];
};
