/** Accuracy that was measured on data before a search began: a given network, quantized and run at each width that the search may choose. */
import type { PlanQuantization } from "../../accelerators/plan-quantization.ts";
import type { Precision } from "../../mapping/workload.ts";
import { InternalError } from "../../support/diagnostic.ts";
import { stringifyJson } from "../../support/stable-json.ts";
import { type KnownAccuracy, knownAccuracy } from "../quantization/quantized-form.ts";
import type { AccuracyMeter } from "./accuracy-meter.ts";

/** What a run told of one network, as a file of its evaluator holds it. */
interface Measurements {
  /** As a result shows it. */
  readonly source: string;
  readonly accuracies: Readonly<Record<string, Measured>>;
}

type Measured = Omit<KnownAccuracy, "weight">;

/** @param records one per pair of widths. */
export const measurementsFile = (
  records: readonly { readonly precision: Precision; readonly record: PlanQuantization }[],
): Uint8Array => {
  const { data, accuracy } = records[0]?.record ?? missing("any width");
  const { source, samples } = data.evaluation;
  const measurements: Measurements = {
    source: `run on ${samples} samples of ${source}, quantized, by ${accuracy.measuredBy}`,
    accuracies: Object.fromEntries(records.map(({ precision, record }) => [keyOf(precision), knownAccuracy(record)])),
  };
  return new TextEncoder().encode(stringifyJson({ ...measurements }));
};

export const measuredMeter = (file: Uint8Array): AccuracyMeter => {
  const { source, accuracies } = JSON.parse(new TextDecoder().decode(file)) as Measurements;
  return {
    source,
    accuracyOf: ({ precision }) => accuracies[keyOf(precision)] ?? missing(keyOf(precision)),
  };
};

const missing = (what: string): never => {
  throw new InternalError(`no network was measured at ${what}`);
};

const keyOf = ({ weightBits, activationBits }: Precision): string => `${weightBits} ${activationBits}`;
