/** What is known of the accuracy of a design's networks. */
import type { AccuracyMeter } from "../accuracy/accuracy-meter.ts";
import type { KnownAccuracy } from "../quantization/quantized-form.ts";
import type { DesignPoint } from "../space/spec-space.ts";
import type { RunnableSpec } from "../spec/runnable.ts";
import type { MadeNetwork } from "./network-maker.ts";

/** Empty where there is no source. */
export type SourcedAccuracy = KnownAccuracy & { readonly source?: string };

/** Per network. */
export const accuraciesOf = async (
  { spec, meters }: { readonly spec: RunnableSpec; readonly meters: ReadonlyMap<string, AccuracyMeter> },
  { networks, precision }: DesignPoint,
  made: readonly MadeNetwork[],
): Promise<readonly SourcedAccuracy[]> => {
  const known: SourcedAccuracy[] = [];
  for (const [i, { network }] of networks.entries()) {
    const meter = meters.get(network);
    const weight = spec.networks[i]?.weight ?? 1;
    const candidate = made[i];
    if (meter === undefined || candidate === undefined) known.push({});
    else {
      const { name, graph } = candidate;
      const found = await meter.accuracyOf({ name, graph, precision });
      known.push({ ...(typeof found === "number" ? { accuracy: found } : found), weight, source: meter.source });
    }
  }
  return known;
};
