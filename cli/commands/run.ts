/** `mortise run`: what a network computes, and where two ways to compute it part. */
import type { Graph } from "../../ir/graph.ts";
import { CompileError } from "../../support/diagnostic.ts";
import { gather, parseBindings } from "../bindings.ts";
import type { CommandDefinition, Session } from "../command.ts";
import { type ExitCode, exitCodes } from "../exit-code.ts";
import { feedsOf, ordersOf } from "../feeds.ts";
import { loadNetwork, type SourceFile } from "../load-network.ts";
import { brokenSample, inputsDiffer, malformedComparison } from "../messages.ts";
import { defaultExecutor, executorNamed, executorNames, isExecutor } from "../named-executor.ts";
import { optimize } from "../optimize.ts";
import { type Progress, startProgress } from "../progress.ts";

interface Options {
  readonly input?: readonly string[];
  readonly sample: string;
  readonly seed: string;
  readonly executor: string;
  readonly compare?: string;
  readonly optimize?: boolean;
  readonly bind?: readonly string[];
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
      .option("--executor <name>", `what runs it: ${executorNames.join(" or ")}`, defaultExecutor)
      .option("--compare <A,B>", "two executors, or another model, to compare layer by layer")
      .option("--optimize", "run what compile maps, after its passes, instead of the network as imported")
      .option("--bind <NAME=VALUE>", "give an open dimension its size; may be repeated", gather)
      .action((model: string, options: Options) => perform(session => runModel(model, options, session)));
  },
};

const runModel = async (file: string, options: Options, session: Session): Promise<ExitCode> => {
  const progress = startProgress(session.host);
  try {
    const network = await networkIn(file, options, session, progress);
    const text =
      options.compare === undefined
        ? await outputsOf(network, options, progress)
        : await comparisonOf(network, options.compare, options, session, progress);
    progress.end();
    session.host.stdout.write(text);
    return exitCodes.done;
  } finally {
    progress.end();
  }
};

const networkIn = async (file: string, options: Options, session: Session, progress: Progress): Promise<SourceFile> => {
  progress.step(`reading ${file}`);
  const bindings = parseBindings(options.bind ?? []);
  const source = await loadNetwork(file, { bindings, allowUnsupported: false });
  session.noteGraph(source.graph);
  if (options.optimize !== true) return source;
  const { graph } = await optimize(source, session, progress);
  return { ...source, graph };
};

const sampleOf = ({ input = [], sample, seed }: Options, model: 0 | 1) => ({
  input: input[model] ?? input[0],
  sample: wholeNumber("--sample", sample),
  seed: wholeNumber("--seed", seed),
});

const wholeNumber = (option: string, text: string): number => {
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new CompileError([brokenSample(option, text)]);
};

const outputsOf = async (network: SourceFile, options: Options, progress: Progress): Promise<string> => {
  const { runOnce } = await import("../../train/executor.ts");
  const { toFileOrder } = await import("../../ir/import/conversion/axis-orders.ts");
  const { outputText } = await import("../run-report.ts");
  const executor = await executorNamed(options.executor);
  const { tensors, source } = await feedsOf(network, sampleOf(options, 0));
  progress.step(`running in ${executor.name}`);
  const outputs = await runOnce(executor, network.graph, tensors);
  const axisOrders = ordersOf(network);
  const texts = [...outputs].map(([name, tensor]) => outputText(name, toFileOrder({ axisOrders }, name, tensor)));
  return `${network.graph.name} on ${source}, in ${executor.name}\n${texts.join("")}`;
};

const comparisonOf = async (
  network: SourceFile,
  compare: string,
  options: Options,
  session: Session,
  progress: Progress,
): Promise<string> => {
  const names = compare.split(",").map(name => name.trim());
  const [first = "", second] = names;
  if (names.length > 2 || first === "" || second === "") throw new CompileError([malformedComparison(compare)]);
  return second === undefined && !isExecutor(first)
    ? compareModels(network, await networkIn(first, options, session, progress), options, progress)
    : compareExecutors(network, [second === undefined ? options.executor : first, second ?? first], options, progress);
};

const compareExecutors = async (
  network: SourceFile,
  [first, second]: readonly [string, string],
  options: Options,
  progress: Progress,
): Promise<string> => {
  const { differenceOf, layerValues } = await import("../layer-values.ts");
  const { differenceText } = await import("../run-report.ts");
  const [a, b] = [await executorNamed(first), await executorNamed(second)];
  const { tensors, source } = await feedsOf(network, sampleOf(options, 0));
  progress.step(`running in ${a.name}`);
  const expected = await layerValues(a, network.graph, tensors);
  progress.step(`running in ${b.name}`);
  const found = await layerValues(b, network.graph, tensors);
  const differences = expected.flatMap((value, i) => {
    const other = found[i];
    return other === undefined ? [] : [differenceOf(value, other.tensor)];
  });
  return `${network.graph.name} on ${source}: ${a.name} against ${b.name}\n${differenceText(differences)}`;
};

/** Layers of the same name, and outputs by their place. */
const compareModels = async (
  network: SourceFile,
  other: SourceFile,
  options: Options,
  progress: Progress,
): Promise<string> => {
  const { differenceOf, layerValues, pairedLayers } = await import("../layer-values.ts");
  const { runOnce } = await import("../../train/executor.ts");
  const { differenceText } = await import("../run-report.ts");
  const executor = await executorNamed(options.executor);
  const ownFeeds = await feedsOf(network, sampleOf(options, 0));
  const otherFeeds = new Map(
    options.input === undefined
      ? sameFeeds(network.graph, other.graph, ownFeeds.tensors)
      : (await feedsOf(other, sampleOf(options, 1))).tensors,
  );
  progress.step(`running both in ${executor.name}`);
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
const sameFeeds = (
  own: Graph,
  other: Graph,
  feeds: Awaited<ReturnType<typeof feedsOf>>["tensors"],
): Awaited<ReturnType<typeof feedsOf>>["tensors"] => {
  if (own.inputs.length !== other.inputs.length)
    throw new CompileError([inputsDiffer(own.inputs.length, other.inputs.length)]);
  return new Map(
    other.inputs.flatMap(({ id }, i) => {
      const tensor = feeds.get(own.inputs[i]?.id ?? "");
      return tensor === undefined ? [] : [[id, tensor] as const];
    }),
  );
};
