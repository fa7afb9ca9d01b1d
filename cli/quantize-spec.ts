/** Runs the networks of a specification whose accuracy comes from data: reads the data, and says how far it is. */
import { basename, extname } from "node:path";
import type { SourceNetwork } from "../explore/assembled-network.ts";
import type { QuantizeSpecRequest } from "../explore/quantization/quantize-spec.ts";
import type { QuantizedSpec } from "../explore/quantization/quantized-form.ts";
import type { Spec } from "../explore/spec/spec.ts";
import type { Preprocessing } from "../train/data/preprocessing.ts";
import { imageSettingsFor } from "./image-settings.ts";

/** As `mortise quantize` does unless it is told otherwise. */
const calibrationSamples = 512;

/** Undefined where nothing is to be run. */
export const quantizedFor = async (
  spec: Spec,
  networks: readonly SourceNetwork[],
  rest: Pick<QuantizeSpecRequest, "pricers" | "progress">,
): Promise<QuantizedSpec | undefined> => {
  if (spec.networks.every(({ accuracy }) => accuracy?.from !== "data")) return undefined;
  const { quantizeSpec } = await import("../explore/quantization/quantize-spec.ts");
  const { fastestExecutor } = await import("../train/executors/fastest.ts");
  const { openData, enlargedOutputOf } = await import("../train/data/open-data.ts");
  const { partedData } = await import("../quant/quantization-data.ts");
  const settings = new Map<string, Preprocessing>();
  for (const { name, source } of spec.networks)
    if (source.kind === "model")
      settings.set(
        name,
        await imageSettingsFor(source.path, basename(source.path, extname(source.path)), undefined, {}),
      );
  const { seed } = spec.search;
  const counts = { samples: calibrationSamples, chooseSamples: undefined, evaluateSamples: Infinity, seed };
  return quantizeSpec({
    ...rest,
    spec,
    networks,
    executor: await fastestExecutor(),
    dataOf: ({ name }, graph, path, isChoice) => {
      const enlargedTo = enlargedOutputOf(graph);
      const own = settings.get(name);
      if (own === undefined) throw new RangeError(`network ${name} has no model`);
      const split = openData(path, { inputs: graph.inputs, settings: own, enlargedTo, seed });
      return partedData(graph, split, { ...counts, isChoice });
    },
  });
};
