/** `mortise compile`: from a model to a deployment plan in a folder, and one screen that says what is in it. */
import { basename, extname, join } from "node:path";
import type { Plan } from "../../accelerators/plan.ts";
import type { Target } from "../../accelerators/targets.ts";
import type { Limit } from "../../explore/limits.ts";
import type { Mapper } from "../../explore/map-network.ts";
import type { PipelineResult } from "../../passes/manager.ts";
import { formatDiagnostic, InternalError } from "../../support/diagnostic.ts";
import { gather, parseBindings } from "../bindings.ts";
import type { CommandDefinition, Session } from "../command.ts";
import { type ExitCode, exitCodes } from "../exit-code.ts";
import { allOf } from "../faults.ts";
import { loadNetwork, type SourceFile } from "../load-network.ts";
import { defaultTarget, namedTargets } from "../named-target.ts";
import { optimize } from "../optimize.ts";
import { startProgress } from "../progress.ts";
import { quoteArgument } from "../quote-argument.ts";
import { defaultMapper, type MapperName, mapperOption, rememberingMapper } from "../remembering-mapper.ts";
import { statisticsTable } from "../statistics-table.ts";
import { version } from "../version.ts";
import { writeFolder } from "../write-folder.ts";

interface Options {
  readonly target: string;
  readonly bind?: readonly string[];
  readonly require?: readonly string[];
  readonly allowUnsupported?: boolean;
  readonly output?: string;
  readonly stats?: boolean;
  readonly mapper: MapperName;
  readonly cache: boolean;
}

export const compileCommand: CommandDefinition = {
  name: "compile",
  summary: "Fit a trained model to a machine and write the deployment plan.",
  examples: [
    { does: "Write plan.json and layers.csv", command: "mortise compile examples/lenet.onnx --bind batch=1" },
    {
      does: "Judge the plan against limits; exit with 2 where one is missed",
      command: 'mortise compile examples/lenet.onnx --bind batch=1 --require "latency <= 20 ms, energy <= 1 mJ"',
    },
    {
      does: "Choose the machine and the folder",
      command: "mortise compile examples/lenet.onnx --bind batch=1 --target npu-64 -o plans/small",
    },
  ],
  declare(command, perform) {
    command
      .argument("<model>", "an ONNX, TensorFlow Lite or TensorFlow.js model, or a .nn file of IR text")
      .option("--target <name>", "the machine (see mortise targets)", defaultTarget)
      .option("--bind <NAME=VALUE>", "give an open dimension its size; may be repeated", gather)
      .option("--require <limit>", 'a limit, as in "latency <= 20 ms"; may be repeated', gather)
      .option("--allow-unsupported", "keep operators that can't be mapped in the plan, uncosted")
      .option("-o, --output <folder>", "where the files go (default: plans/MODEL/TARGET)")
      .option("--stats", "print what each pass changed and how long it took, to standard error")
      .addOption(mapperOption())
      .option("--no-cache", "neither use nor keep the mappings that runs have found")
      .action((model: string, options: Options) => perform(session => compileModel(model, options, session)));
  },
};

const compileModel = async (file: string, options: Options, session: Session): Promise<ExitCode> => {
  const { host } = session;
  const request = await parseOptions(options);
  const progress = startProgress(host);
  try {
    progress.step(`reading ${file}`);
    const source = await loadNetwork(file, request);
    session.noteGraph(source.graph);
    const optimized = await optimize(source, session, progress);
    progress.step(`mapping to ${request.target.name}`);
    const plan = await planFor(file, request, source, optimized, await rememberingMapper(host, options));
    const files = await emit(plan);
    const folder = options.output ?? join("plans", nameOf(file), request.target.name);
    host.deferInterrupts();
    writeFolder(folder, files);
    progress.end();
    if (options.stats === true) host.stderr.write(statisticsTable(optimized.statistics));
    const { summarize } = await import("../../codegen/summary/index.ts");
    host.stdout.write(
      summarize(
        plan,
        [...files.keys()].map(name => join(folder, name)),
      ),
    );
    return plan.feasible ? exitCodes.done : exitCodes.limitsMissed;
  } finally {
    progress.end();
  }
};

/** The options, understood. */
interface Request {
  readonly target: Target;
  readonly limits: readonly Limit[];
  readonly limitTexts: readonly string[];
  readonly bindings: ReadonlyMap<string, number>;
  readonly allowUnsupported: boolean;
  readonly mapper: MapperName;
}

const parseOptions = async (options: Options): Promise<Request> => {
  const { target, bind = [], require = [], allowUnsupported, mapper } = options;
  const targetNamed = await namedTargets();
  const { parseLimits } = await import("../../explore/limits.ts");
  const [machine, bindings, limits] = allOf(
    () => targetNamed(target),
    () => parseBindings(bind),
    () => parseLimits(require),
  );
  return {
    target: machine,
    bindings,
    limits,
    limitTexts: require,
    allowUnsupported: allowUnsupported ?? false,
    mapper,
  };
};

const planFor = async (
  file: string,
  request: Request,
  { sha256, model }: SourceFile,
  optimized: PipelineResult,
  mapper: Mapper,
): Promise<Plan> => {
  const { compile } = await import("../../explore/compile.ts");
  const { machineOf } = await import("../../explore/target-machine.ts");
  const name = nameOf(file);
  return compile({
    design: `${name} on ${request.target.name}`,
    network: { name, source: file, sha256, model, optimized },
    machine: machineOf(request.target),
    mapper,
    limits: request.limits,
    provenance: { version, seed: 0, command: commandOf(file, request), specSha256: null },
  });
};

/** What gives the same plan again. Where it was written is left out: a plan does not depend on it. */
const commandOf = (file: string, { target, bindings, limitTexts, allowUnsupported, mapper }: Request): string => {
  const bound = [...bindings].flatMap(([name, size]) => ["--bind", `${name}=${size}`]);
  const required = limitTexts.flatMap(text => ["--require", text]);
  const kept = allowUnsupported ? ["--allow-unsupported"] : [];
  const searched = mapper === defaultMapper ? [] : ["--mapper", mapper];
  return ["mortise", "compile", file, "--target", target.name, ...bound, ...required, ...kept, ...searched]
    .map(quoteArgument)
    .join(" ");
};

/** @throws InternalError where an emitter can't express a plan of ours. */
const emit = async (plan: Plan): Promise<ReadonlyMap<string, string>> => {
  const { emitters } = await import("../../codegen/index.ts");
  const faults = emitters.flatMap(emitter => emitter.validate(plan));
  if (faults.length > 0) throw new InternalError(faults.map(formatDiagnostic).join("\n"));
  return new Map(emitters.flatMap(emitter => [...emitter.emit(plan)]));
};

const nameOf = (file: string): string => basename(file, extname(file));
