/** `mortise quantize`: from a float model and sample data to a quantized one, with its accuracy measured. */
import { join } from "node:path";
import { Option } from "commander";
import type { MetricName } from "../../quant/accuracy/index.ts";
import type { Widths } from "../../quant/assign-parameters.ts";
import type { PostTrainingSettings } from "../../quant/quantize.ts";
import type { Graph } from "../../ir/graph.ts";
import { gather } from "../bindings.ts";
import type { CommandDefinition, Session } from "../command.ts";
import { type ExitCode, exitCodes } from "../exit-code.ts";
import { imageHelp, imageSettingsHelp } from "../image-settings.ts";
import { loadNetwork } from "../load-network.ts";
import { defaultTarget, namedTargets } from "../named-target.ts";
import { startProgress } from "../progress.ts";
import { type QuantizationOutcome, recordOf, summaryOf } from "../quantization-record.ts";
import { objectives, parseQuantizeOptions, type QuantizeOptions, type QuantizeRequest } from "../quantize-options.ts";
import { nameOf, prepareJob, type QuantizeJob } from "../quantize-job.ts";
import { quoteArgument } from "../quote-argument.ts";
import { version } from "../version.ts";
import { widthCostsFor } from "../width-costs.ts";
import { writeFolder } from "../write-folder.ts";

export const quantizeCommand: CommandDefinition = {
  name: "quantize",
  summary: "Quantize a float model on sample data and measure what it costs in accuracy.",
  examples: [
    {
      does: "Without data, on noise: shows what would be done",
      command: "mortise quantize examples/lenet.onnx --bind batch=1",
    },
    {
      does: "Narrow weights, rounded as calibration data say",
      command: "mortise quantize examples/lenet.onnx --bind batch=1 --weights 4 --samples 32",
    },
  ],
  declare(command, perform) {
    command
      .argument("<model>", "an ONNX file, or a .nn file of IR text")
      .option("--data <path>", "a folder of images, .npy or .npz arrays, CIFAR-10 or MNIST files (default: noise)")
      .option("--evaluate <path>", "other data to judge by (default: the set's own test split, else one half)")
      .option("--image <SETTING=VALUE>", imageHelp, gather)
      .option("--image-settings <file>", imageSettingsHelp)
      .option("--bind <NAME=VALUE>", "give an open dimension its size; may be repeated", gather)
      .option("--metric <name>", "top-1, top-5, psnr, mean-iou, sqnr or agreement (default: what the data allow)")
      .option("--samples <count>", "samples to calibrate on", "512")
      .option("--evaluate-samples <count>", "samples to judge by (default: all)")
      .option("--weights <widths>", "bits of weights; several, as in 4,6,8, are chosen from layer by layer", "8")
      .option("--activations <widths>", "bits of activations; several are chosen from", "8")
      .option("--drop <number>", "largest loss of accuracy, in the metric's unit; exit with 2 where it is missed")
      .option("--at-least <number>", "least accuracy, in the metric's unit; exit with 2 where it is missed")
      .option(
        "--within <percent>",
        "largest cost, of that at 8 bits everywhere: take the most accurate choice within it",
      )
      .option(
        "--choose-samples <count>",
        "samples held out of calibration to choose widths by (default: what takes seconds)",
      )
      .addOption(
        new Option("--objective <what>", "what a choice of widths minimizes").choices(objectives).default("latency"),
      )
      .option("--target <name>", "the machine whose cost counts (see mortise targets)", defaultTarget)
      .addOption(
        new Option("--observer <name>", "how ranges of activations are picked")
          .choices(["min-max", "percentile", "mse", "entropy"])
          .default("mse"),
      )
      .addOption(
        new Option("--rounding <how>", "of weights (default: learned up to 8 bits)").choices(["learned", "nearest"]),
      )
      .option("--no-bias-correction", "leave biases as they are")
      .option("--equalize", "scale neighbouring layers to equal ranges first")
      .option("--seed <number>", "of sampling and noise", "1")
      .option("-o, --output <folder>", "where the files go (default: quantized/MODEL)")
      .action((model: string, options: QuantizeOptions) => perform(session => quantizeModel(model, options, session)));
  },
};

const quantizeModel = async (file: string, options: QuantizeOptions, session: Session): Promise<ExitCode> => {
  const request = parseQuantizeOptions(options);
  const targetNamed = await namedTargets();
  targetNamed(options.target);
  const metric = await metricNamed(options.metric);
  const progress = startProgress(session.host);
  try {
    progress.step(`reading ${file}`);
    const source = await loadNetwork(file, { ...request, allowUnsupported: false });
    session.noteGraph(source.graph);
    const job = await prepareJob(file, options, request, source, session, progress);
    const outcome = await run(file, options, job, metric, session);
    const files = new Map<string, string | Uint8Array>([
      ["model.onnx", await modelBytes(outcome.quantizedGraph)],
      ["quantization.json", recordOf(outcome)],
    ]);
    const folder = options.output ?? join("quantized", nameOf(file));
    session.host.deferInterrupts();
    writeFolder(folder, files);
    progress.end();
    session.host.stdout.write(
      summaryOf(
        outcome,
        [...files.keys()].map(name => join(folder, name)),
      ),
    );
    return outcome.meetsLimit ? exitCodes.done : exitCodes.limitsMissed;
  } finally {
    progress.end();
  }
};

const metricNamed = async (name: string | undefined): Promise<MetricName | undefined> => {
  if (name === undefined) return undefined;
  const { metrics } = await import("../../quant/accuracy/index.ts");
  const { unknownMetric } = await import("../../quant/messages.ts");
  const { CompileError } = await import("../../support/diagnostic.ts");
  const known = Object.keys(metrics).find((each): each is MetricName => each === name);
  if (known === undefined) throw new CompileError([unknownMetric(name, Object.keys(metrics))]);
  return known;
};

type Outcome = QuantizationOutcome & { readonly quantizedGraph: Graph; readonly meetsLimit: boolean };

const run = async (
  file: string,
  options: QuantizeOptions,
  job: QuantizeJob,
  wanted: MetricName | undefined,
  session: Session,
): Promise<Outcome> => {
  const { defaultMetricFor } = await import("../../quant/accuracy/metric.ts");
  const { quantizeNetwork } = await import("../../quant/quantize-network.ts");
  const { request, data, executor, progress } = job;
  const made = await quantizeNetwork({
    data,
    graph: job.graph,
    executor,
    metric: wanted ?? defaultMetricFor(data.evaluation.targets),
    widths: request,
    limits: request,
    settings: settingsOf(options, request),
    equalizes: options.equalize === true,
    costsOf: await widthCostsFor(options, session),
    progress: step => progress.step(step),
  });
  const { planQuantizationOf } = await import("../../explore/quantization/plan-quantization.ts");
  const { objective } = options;
  return {
    model: file,
    sha256: job.sha256,
    record: planQuantizationOf(made, data, { executor: executor.name, objective }),
    weightBytes: weightBytesOf(made.graph, made.widths),
    settings: settingsRecord(options, request),
    provenance: { version, seed: request.seed, command: commandOf(session) },
    quantizedGraph: made.quantized.graph,
    meetsLimit: made.measured.value >= made.atLeast,
  };
};

const settingsOf = (options: QuantizeOptions, { weights, seed }: QuantizeRequest): PostTrainingSettings => ({
  choice: { observer: options.observer, weightScales: "mse", perChannel: true },
  rounding: options.rounding ?? (weights.some(bits => bits <= 8) ? "learned" : "nearest"),
  correctBias: options.biasCorrection,
  seed,
});

const weightBytesOf = (graph: Graph, widths: Widths): number =>
  Math.ceil(graph.constants.reduce((sum, { id, data }) => sum + (data?.length ?? 0) * (widths.get(id) ?? 0), 0) / 8);

const settingsRecord = (options: QuantizeOptions, request: QuantizeRequest) => {
  const { rounding, correctBias, choice } = settingsOf(options, request);
  return {
    weights: request.weights.join(","),
    activations: request.activations.join(","),
    observer: choice.observer,
    weightScales: choice.weightScales,
    rounding,
    biasCorrection: correctBias,
    equalize: options.equalize ?? false,
    objective: options.objective,
    target: options.target,
  };
};

const modelBytes = async (graph: Graph): Promise<Uint8Array> => {
  const { exportOnnx } = await import("../../ir/export/onnx/export-onnx.ts");
  const { joined } = await import("../../ir/export/onnx/wire.ts");
  const [bytes = new Uint8Array()] = joined(exportOnnx(graph, { producerVersion: version })).pieces;
  return bytes;
};

/** Where the files went is no part of what they hold. */
const commandOf = ({ commandLine }: Session): string => {
  const place = commandLine.findIndex(word => word === "-o" || word === "--output");
  const words = place < 0 ? commandLine : commandLine.filter((_, i) => i !== place && i !== place + 1);
  return ["mortise", ...words].map(quoteArgument).join(" ");
};
