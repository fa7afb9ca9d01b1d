/** `mortise ir`: shows a network as text, as imported or after passes. */
import type { Graph } from "../../ir/graph.ts";
import type { Pipeline } from "../../passes/pipelines.ts";
import { CompileError } from "../../support/diagnostic.ts";
import { gather, parseBindings } from "../bindings.ts";
import type { CommandDefinition, Session } from "../command.ts";
import { printDiagnostics } from "../diagnostics.ts";
import { type ExitCode, exitCodes } from "../exit-code.ts";
import { isText, loadModel, loadText } from "../load-network.ts";
import { passNotRun, unknownPass } from "../messages.ts";
import { statisticsTable } from "../statistics-table.ts";

interface Options {
  readonly passes: string;
  readonly printAfter?: string;
  readonly constants: "elided" | "full";
  readonly bind?: readonly string[];
  readonly allowUnsupported?: boolean;
  readonly stats?: boolean;
}

export const irCommand: CommandDefinition = {
  name: "ir",
  summary: "Print a network as text, before or after passes.",
  examples: [
    {
      does: "The network as imported; its open dimension is called batch",
      command: "mortise ir examples/lenet.onnx --bind batch=1",
    },
    {
      does: "What compile maps, and what each pass did to get there",
      command: "mortise ir examples/residual.nn --passes default --stats",
    },
    {
      does: "The network after one of several passes",
      command:
        "mortise ir examples/residual.nn --passes fuse-residual-add,fuse-activations --print-after fuse-residual-add",
    },
    {
      does: "Text that reads back as the same network, weights included",
      command: "mortise ir examples/lenet.onnx --bind batch=1 --constants full",
    },
  ],
  declare(command, perform) {
    command
      .argument("<model>", "an ONNX, TensorFlow Lite or TensorFlow.js model, or a .nn file of IR text")
      .option("--passes <names>", "passes to run, parted by commas, or a pipeline (see mortise passes)", "none")
      .option("--print-after <pass>", "print the network after each run of this pass instead of at the end")
      .addOption(
        command
          .createOption("--constants <how>", "leave large weights out, or print all their data")
          .choices(["elided", "full"])
          .default("elided"),
      )
      .option("--bind <NAME=VALUE>", "give an open dimension its size; may be repeated", gather)
      .option("--allow-unsupported", "keep operators that can't be mapped in the network as they are")
      .option("--stats", "print what each pass changed and how long it took, to standard error")
      .action((model: string, options: Options) => perform(session => printIr(model, options, session)));
  },
};

const printIr = async (file: string, options: Options, session: Session): Promise<ExitCode> => {
  const pipeline = await pipelineNamed(options.passes, options.printAfter);
  const network = await networkIn(file, options, session);
  session.noteGraph(network);
  const { runPipeline } = await import("../../passes/manager.ts");
  const { printGraph } = await import("../../ir/print.ts");
  const show = (graph: Graph): void => session.host.stdout.write(printGraph(graph, { constants: options.constants }));
  const { graph, statistics } = runPipeline(network, pipeline, {
    clock: () => session.host.clock(),
    afterPass: (pass, current) => {
      session.noteGraph(current);
      if (pass === options.printAfter) show(current);
    },
  });
  if (options.printAfter === undefined) show(graph);
  if (options.stats === true) session.host.stderr.write(statisticsTable(statistics));
  return exitCodes.done;
};

const networkIn = async (file: string, options: Options, { host }: Session): Promise<Graph> => {
  const bindings = parseBindings(options.bind ?? []);
  if (isText(file)) return (await loadText(file, bindings)).graph;
  const { graph, model } = await loadModel(file, { bindings, allowUnsupported: options.allowUnsupported ?? false });
  printDiagnostics(model.warnings, host);
  return graph;
};

/** A pipeline by its name, or one made of passes by theirs. */
const pipelineNamed = async (names: string, printAfter: string | undefined): Promise<Pipeline> => {
  const { isPassName, passes } = await import("../../passes/index.ts");
  const { pipelineOf, pipelines } = await import("../../passes/pipelines.ts");
  const named: Readonly<Record<string, Pipeline>> = pipelines;
  const parts = names.split(",").map(name => name.trim());
  const steps = parts.filter(isPassName);
  const pipeline = Object.hasOwn(named, names) ? named[names] : undefined;
  const known = [...Object.keys(passes), ...Object.keys(pipelines)];
  const strangers = parts.filter(name => !isPassName(name));
  if (pipeline === undefined && strangers.length > 0)
    throw new CompileError(strangers.map(name => unknownPass(name, known)));
  const chosen = pipeline ?? pipelineOf(steps);
  const run = chosen.steps.flatMap(step => (typeof step === "string" ? [step] : step.untilStable));
  if (printAfter !== undefined && !run.some(name => name === printAfter))
    throw new CompileError([passNotRun(printAfter, run)]);
  return chosen;
};
