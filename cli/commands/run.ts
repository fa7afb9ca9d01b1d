/** `mortise run`: what a network computes, and where two ways to compute it part. */
import { basename, extname } from "node:path";
import type { Graph } from "../../ir/graph.ts";
import { CompileError } from "../../support/diagnostic.ts";
import { gather, parseBindings } from "../bindings.ts";
import type { CommandDefinition, Session } from "../command.ts";
import { type ExitCode, exitCodes } from "../exit-code.ts";
import { type Feeds, feedsOf, ordersOf } from "../feeds.ts";
import { imageHelp, imageSettingsFor, imageSettingsHelp, parseImageSettings } from "../image-settings.ts";
import { loadNetwork, type SourceFile } from "../load-network.ts";
import { brokenSample, inputsDiffer, malformedComparison } from "../messages.ts";
import { defaultExecutor, executorNamed, executorNames, isExecutor, type Tell } from "../named-executor.ts";
import { optimize } from "../optimize.ts";
import { type Progress, startProgress } from "../progress.ts";

interface Options {
  readonly input?: readonly string[];
  readonly sample: string;
  readonly seed: string;
  readonly image?: readonly string[];
  readonly imageSettings?: string;
  readonly executor: string;
  readonly compare?: string;
  readonly optimize?: boolean;
  readonly bind?: readonly string[];
}

/** What all steps of one call share. */
interface Job {
  readonly options: Options;
  readonly session: Session;
  readonly progress: Progress;
  /** Gathers what the user should know of how networks were run; it is shown once, at the end. */
  readonly tell: Tell;
}

export const runCommand: CommandDefinition = {
  name: "run",
  summary: "Run a network on one input, or compare two ways to run it layer by layer.",
  examples: [
    {
      does: "On seeded noise, in the reference interpreter",
      command: "mortise run examples/lenet.onnx --bind batch=1",
    },
    {
      does: "Where ONNX Runtime computes something else than the reference interpreter",
      command: "mortise run examples/lenet.onnx --bind batch=1 --compare interpreter,onnxruntime",
    },
  ],
  declare(command, perform) {
    command
      .argument("<model>", "an ONNX, TensorFlow Lite or TensorFlow.js model, or a .nn file of IR text")
      .option(
        "--input <file>",
        "a picture, an .npy or .npz file, or a data set; a second one for a second model",
        gather,
      )
      .option("--sample <number>", "which sample of it, from 0 on", "0")
      .option("--seed <number>", "of the noise where there is no input", "0")
      .option("--image <SETTING=VALUE>", imageHelp, gather)
      .option("--image-settings <file>", imageSettingsHelp)
      .option("--executor <name>", `what runs it: ${executorNames.join(", ")}`, defaultExecutor)
      .option("--compare <A,B>", "two executors, or another model, to compare layer by layer")
      .option("--optimize", "run what compile maps, after its passes, instead of the network as imported")
      .option("--bind <NAME=VALUE>", "give an open dimension its size; may be repeated", gather)
      .action((model: string, options: Options) => perform(session => runModel(model, options, session)));
  },
};

const runModel = async (file: string, options: Options, session: Session): Promise<ExitCode> => {
  const progress = startProgress(session.host);
  const notes = new Set<string>();
  const job: Job = { options, session, progress, tell: note => notes.add(note) };
  try {
    const network = await networkIn(file, job);
    const text =
      options.compare === undefined ? await outputsOf(network, job) : await comparisonOf(network, options.compare, job);
    progress.end();
    session.host.stdout.write(text + [...notes].map(note => `Note: ${note}.\n`).join(""));
    return exitCodes.done;
  } finally {
    progress.end();
  }
};

interface Network extends SourceFile {
  /** As the user named it. */
  readonly file: string;
}

const networkIn = async (file: string, { options, session, progress }: Job): Promise<Network> => {
  progress.step(`reading ${file}`);
  const bindings = parseBindings(options.bind ?? []);
  const source = await loadNetwork(file, { bindings, allowUnsupported: false });
  session.noteGraph(source.graph);
  if (options.optimize !== true) return { ...source, file };
  const { graph } = await optimize(source, session, progress);
  return { ...source, graph, file };
};

const feedsFor = async (network: Network, { options }: Job, model: 0 | 1): Promise<Feeds> => {
  const { input = [], sample, seed, image = [], imageSettings } = options;
  return feedsOf(network, {
    input: input[model] ?? input[0],
    sample: wholeNumber("--sample", sample),
    seed: wholeNumber("--seed", seed),
    settings: await imageSettingsFor(
      network.file,
      basename(network.file, extname(network.file)),
      imageSettings,
      parseImageSettings(image),
    ),
  });
};

const wholeNumber = (option: string, text: string): number => {
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new CompileError([brokenSample(option, text)]);
};

const outputsOf = async (network: Network, job: Job): Promise<string> => {
  const { runOnce } = await import("../../train/executor.ts");
  const { toFileOrder } = await import("../../ir/import/conversion/axis-orders.ts");
  const { outputText } = await import("../run-report.ts");
  const executor = await executorNamed(job.options.executor, job.tell);
  const { tensors, source } = await feedsFor(network, job, 0);
  job.progress.step(`running in ${executor.name}`);
  const outputs = await runOnce(executor, network.graph, tensors);
  const axisOrders = ordersOf(network);
  const texts = [...outputs].map(([name, tensor]) =>
    outputText(name, toFileOrder({ axisOrders }, name, tensor), network.model.codes?.get(name)),
  );
  return `${network.graph.name} on ${source}, in ${executor.name}\n${texts.join("")}`;
};

const comparisonOf = async (network: Network, compare: string, job: Job): Promise<string> => {
  const names = compare.split(",").map(name => name.trim());
  const [first = "", second] = names;
  if (names.length > 2 || first === "" || second === "") throw new CompileError([malformedComparison(compare)]);
  return second === undefined && !isExecutor(first)
    ? compareModels(network, await networkIn(first, job), job)
    : compareExecutors(network, [second === undefined ? job.options.executor : first, second ?? first], job);
};

const compareExecutors = async (
  network: Network,
  [first, second]: readonly [string, string],
  job: Job,
): Promise<string> => {
  const { differenceOf, layerValues } = await import("../layer-values.ts");
  const { differenceText } = await import("../run-report.ts");
  const [a, b] = [await executorNamed(first, job.tell), await executorNamed(second, job.tell)];
  const { tensors, source } = await feedsFor(network, job, 0);
  job.progress.step(`running in ${a.name}`);
  const expected = await layerValues(a, network.graph, tensors);
  job.progress.step(`running in ${b.name}`);
  const found = await layerValues(b, network.graph, tensors);
  const differences = expected.flatMap((value, i) => {
    const other = found[i];
    return other === undefined ? [] : [differenceOf(value, other.tensor)];
  });
  return `${network.graph.name} on ${source}: ${a.name} against ${b.name}\n${differenceText(differences)}`;
};

/** Layers of the same name, and outputs by their place. */
const compareModels = async (network: Network, other: Network, job: Job): Promise<string> => {
  const { differenceOf, layerValues, pairedLayers } = await import("../layer-values.ts");
  const { runOnce } = await import("../../train/executor.ts");
  const { differenceText } = await import("../run-report.ts");
  const executor = await executorNamed(job.options.executor, job.tell);
  const ownFeeds = await feedsFor(network, job, 0);
  const otherFeeds = new Map(
    job.options.input === undefined
      ? sameFeeds(network.graph, other.graph, ownFeeds.tensors)
      : (await feedsFor(other, job, 1)).tensors,
  );
  job.progress.step(`running both in ${executor.name}`);
  const layers = pairedLayers(
    await layerValues(executor, network.graph, ownFeeds.tensors),
    await layerValues(executor, other.graph, otherFeeds),
  ).map(([value, tensor]) => differenceOf(value, tensor));
  const found = [...(await runOnce(executor, other.graph, otherFeeds)).values()];
  const outputs = [...(await runOnce(executor, network.graph, ownFeeds.tensors))].flatMap(([name, tensor], i) => {
    const counterpart = found[i];
    return counterpart === undefined ? [] : [differenceOf({ layer: `output ${name}`, op: "", tensor }, counterpart)];
  });
  const title = `${network.graph.name} against ${other.graph.name} on ${ownFeeds.source}, in ${executor.name}`;
  return `${title}\n${differenceText([...layers, ...outputs])}`;
};

/** Noise made for one model feeds the other by the inputs' places. */
const sameFeeds = (own: Graph, other: Graph, feeds: Feeds["tensors"]): Feeds["tensors"] => {
  if (own.inputs.length !== other.inputs.length)
    throw new CompileError([inputsDiffer(own.inputs.length, other.inputs.length)]);
  return new Map(
    other.inputs.flatMap(({ id }, i) => {
      const tensor = feeds.get(own.inputs[i]?.id ?? "");
      return tensor === undefined ? [] : [[id, tensor] as const];
    }),
  );
};
