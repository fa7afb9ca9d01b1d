/** A network in few bits, run on data: what the design search takes in the place of its float form. */
import type { PlanQuantization } from "../../accelerators/plan-quantization.ts";
import type { Graph } from "../../ir/graph.ts";
import type { Precision } from "../../mapping/workload.ts";
import type { NetworkFacts } from "../design/figures.ts";

export interface QuantizedForm {
  /** Quantize and dequantize around what stays float: layers have the widths of their codes. */
  readonly graph: Graph;
  readonly record: PlanQuantization;
}

/** The networks of a specification in few bits. */
export interface QuantizedSpec {
  /** Those that kept to the limits on accuracy, by the data that choose; where none did, the most accurate. */
  readonly precisions: readonly Precision[];
  /** Undefined for a network that was not run: it stays float, and is costed at the precision. */
  formOf(network: string, precision: Precision): QuantizedForm | undefined;
}

export type KnownAccuracy = Pick<
  NetworkFacts,
  "accuracy" | "accuracyDb" | "accuracyDrop" | "accuracyDropDb" | "weight"
>;

/** What was measured, in base units. */
export const knownAccuracy = ({ accuracy: { unit, quantized, drop } }: PlanQuantization): KnownAccuracy => {
  if (unit === "dB")
    return {
      ...(quantized === null ? {} : { accuracyDb: quantized }),
      ...(drop === null ? {} : { accuracyDropDb: drop }),
    };
  return {
    ...(quantized === null ? {} : { accuracy: quantized / 100 }),
    ...(drop === null ? {} : { accuracyDrop: drop / 100 }),
  };
};
