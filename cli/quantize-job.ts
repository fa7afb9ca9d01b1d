/** What `mortise quantize` reads before it runs anything: the network, prepared, and the data that calibrate, choose and judge. */
import { basename, extname } from "node:path";
import type { Graph } from "../ir/graph.ts";
import type { QuantizationData } from "../quant/quantization-data.ts";
import type { Preprocessing } from "../train/data/preprocessing.ts";
import type { Executor } from "../train/executor.ts";
import type { Session } from "./command.ts";
import type { SourceFile } from "./load-network.ts";
import { optimize } from "./optimize.ts";
import type { Progress } from "./progress.ts";
import type { QuantizeOptions, QuantizeRequest } from "./quantize-options.ts";

/** Everything that stands before the first run. */
export interface QuantizeJob {
  readonly request: QuantizeRequest;
  readonly graph: Graph;
  readonly sha256: string;
  readonly data: QuantizationData;
  readonly executor: Executor;
  readonly progress: Progress;
}

/** @throws CompileError where the data can't be read or do not fit the network. */
export const prepareJob = async (
  file: string,
  options: QuantizeOptions,
  request: QuantizeRequest,
  source: SourceFile,
  session: Session,
  progress: Progress,
): Promise<QuantizeJob> => {
  const { prepareForQuantization } = await import("../quant/prepare.ts");
  const { fastestExecutor } = await import("../train/executors/fastest.ts");
  const optimized = await optimize(source, session, progress);
  const graph = prepareForQuantization(optimized.graph);
  progress.step("reading data");
  const settings = await imageSettings(file, options, request);
  const data = await dataFor(options, request, settings, { original: source.graph, graph });
  const executor = await fastestExecutor();
  return { request, graph, sha256: source.sha256, data, executor, progress };
};

const imageSettings = async (
  file: string,
  { imageSettings: given }: QuantizeOptions,
  { image }: QuantizeRequest,
): Promise<Preprocessing> => {
  const { imageSettingsFor } = await import("./image-settings.ts");
  return imageSettingsFor(file, nameOf(file), given, image);
};

const dataFor = async (
  { data, evaluate }: QuantizeOptions,
  request: QuantizeRequest,
  settings: Preprocessing,
  { original, graph }: { readonly original: Graph; readonly graph: Graph },
): Promise<QuantizationData> => {
  const { seed } = request;
  if (data === undefined) {
    const { syntheticData } = await import("../quant/quantization-data.ts");
    return syntheticData(original, request);
  }
  const { openData, openWhole, enlargedOutputOf } = await import("../train/data/open-data.ts");
  const { partedData } = await import("../quant/quantization-data.ts");
  const opening = { inputs: graph.inputs, settings, enlargedTo: enlargedOutputOf(graph), seed };
  const split =
    evaluate === undefined
      ? openData(data, opening)
      : {
          calibration: openWhole(data, opening),
          evaluation: openWhole(evaluate, opening),
          overlaps: data === evaluate,
        };
  return partedData(graph, split, request);
};

/** The model's name without its folder and ending. */
export const nameOf = (file: string): string => basename(file, extname(file));
