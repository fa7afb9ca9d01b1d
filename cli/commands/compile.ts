/** `mortise compile`: from a model to a deployment plan in a folder, and one screen that says what is in it. */
import { basename, extname, join } from "node:path";
import type { Plan } from "../../accelerators/plan.ts";
import type { DeviceSettings } from "../../accelerators/device.ts";
import type { QuantizedGraphs } from "../../codegen/emitter.ts";
import type { Limit } from "../../explore/limits.ts";
import type { Mapper } from "../../explore/map-network.ts";
import type { PipelineResult } from "../../passes/manager.ts";
import { CompileError, formatDiagnostic, InternalError } from "../../support/diagnostic.ts";
import { gather, parseBindings } from "../bindings.ts";
import type { CommandDefinition, Session } from "../command.ts";
import { deviceArguments, type DeviceOptions, parseDeviceSettings } from "../device-settings.ts";
import { type ExitCode, exitCodes } from "../exit-code.ts";
import { allOf } from "../faults.ts";
import { loadNetwork, type SourceFile } from "../load-network.ts";
import { besideSpec, nothingToCompile } from "../messages.ts";
import { defaultTarget, namedMachines, type NamedMachine } from "../named-target.ts";
import { optimize } from "../optimize.ts";
import { type Progress, startProgress } from "../progress.ts";
import { quoteArgument } from "../quote-argument.ts";
import { defaultMapper, type MapperName, mapperOption, rememberingMapper } from "../remembering-mapper.ts";
import { statisticsTable } from "../statistics-table.ts";
import { version } from "../version.ts";
import { writeFolder } from "../write-folder.ts";

interface Options extends DeviceOptions {
  readonly spec?: string;
  readonly from?: string;
  readonly target?: string;
  readonly bind?: readonly string[];
  readonly require?: readonly string[];
  readonly allowUnsupported?: boolean;
  readonly output?: string;
  readonly report?: boolean;
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
    {
      does: "Search the hardware that a specification leaves open",
      command: "mortise compile --spec examples/camera.mortise",
    },
  ],
  declare(command, perform) {
    command
      .argument("[model]", "an ONNX, TensorFlow Lite or TensorFlow.js model, or a .nn file of IR text")
      .option("--spec <file>", "take networks, limits and what may be chosen from this specification instead")
      .option("--from <RUN:DESIGN>", "write the plan of a design that a run has evaluated (see mortise best)")
      .option("--target <name>", `the machine (see mortise targets; default: ${defaultTarget})`)
      .option("--batch <count>", "run that many copies of the input at once, on a GPU")
      .option("--precision <format>", "compute floats as fp32, tf32, fp16, bf16, fp8 or int8, on a GPU")
      .option("--bind <NAME=VALUE>", "give an open dimension its size; may be repeated", gather)
      .option("--require <limit>", 'a limit, as in "latency <= 20 ms"; may be repeated', gather)
      .option("--allow-unsupported", "keep operators that can't be mapped in the plan, uncosted")
      .option("-o, --output <folder>", "where the files go (default: plans/MODEL/TARGET)")
      .option("--report", "also write report.html, which explains every number (see mortise report)")
      .option("--stats", "print what each pass changed and how long it took, to standard error")
      .addOption(mapperOption())
      .option("--no-cache", "neither use nor keep the mappings that runs have found")
      .action((model: string | undefined, options: Options) =>
        perform(session => compileGiven(model, options, session)),
      );
  },
};

const compileGiven = async (model: string | undefined, options: Options, session: Session): Promise<ExitCode> => {
  const { spec, from } = options;
  if (spec === undefined && from === undefined) {
    if (model === undefined) throw new CompileError([nothingToCompile()]);
    return compileModel(model, options, session);
  }
  const beside = besides(model, options);
  if (beside.length > 0) throw new CompileError([besideSpec(beside, from === undefined ? "--spec" : "--from")]);
  return from === undefined ? compileFile(spec ?? "", options, session) : compileFound(from, options, session);
};

/** What says again, or otherwise, what a specification says. */
const besides = (
  model: string | undefined,
  { spec, from, target, batch, precision, bind, require }: Options,
): readonly string[] => [
  ...(spec === undefined || from === undefined ? [] : ["--spec"]),
  ...(model === undefined ? [] : [model]),
  ...(target === undefined ? [] : ["--target"]),
  ...(batch === undefined ? [] : ["--batch"]),
  ...(precision === undefined ? [] : ["--precision"]),
  ...(bind === undefined ? [] : ["--bind"]),
  ...(require === undefined ? [] : ["--require"]),
];

/** A design that a run has evaluated. */
const compileFound = async (from: string, options: Options, session: Session): Promise<ExitCode> => {
  const progress = startProgress(session.host);
  try {
    const { parseDesignName, planOfRun } = await import("../plan-of-run.ts");
    const name = parseDesignName(from);
    const command = ["mortise", "compile", "--from", from, ...commonArguments(options)].map(quoteArgument).join(" ");
    const mapper = await rememberingMapper(session.host, options);
    const plan = await planOfRun(name, command, mapper, session, progress);
    const folder = options.output ?? join("plans", `${basename(name.folder)}-${name.id}`);
    return await deliver(plan, new Map(), { ...options, output: folder }, session, progress);
  } finally {
    progress.end();
  }
};

const compileFile = async (file: string, options: Options, session: Session): Promise<ExitCode> => {
  const progress = startProgress(session.host);
  try {
    const { planForSpec } = await import("../compile-spec.ts");
    const { allowUnsupported = false } = options;
    const work = {
      file,
      command: ["mortise", "compile", "--spec", file, ...commonArguments(options)].map(quoteArgument).join(" "),
      mapper: await rememberingMapper(session.host, options),
      allowUnsupported,
    };
    const { plan, quantized } = await planForSpec(work, session, progress);
    return await deliver(
      plan,
      quantized,
      { ...options, output: options.output ?? join("plans", nameOf(file)) },
      session,
      progress,
    );
  } finally {
    progress.end();
  }
};

/** What changes the plan whatever it is made from. */
const commonArguments = ({ allowUnsupported, mapper }: Pick<Options, "allowUnsupported" | "mapper">): string[] => [
  ...(allowUnsupported === true ? ["--allow-unsupported"] : []),
  ...(mapper === defaultMapper ? [] : ["--mapper", mapper]),
];

/** Writes the plan and shows it. */
const deliver = async (
  plan: Plan,
  quantized: QuantizedGraphs,
  { output, report }: Pick<Options, "report"> & { readonly output: string },
  { host }: Session,
  progress: Progress,
): Promise<ExitCode> => {
  const files = new Map([...(await emit(plan, quantized)), ...(report === true ? await reportOn(plan) : [])]);
  host.deferInterrupts();
  writeFolder(output, files);
  progress.end();
  const { summarize } = await import("../../codegen/summary/index.ts");
  host.stdout.write(
    summarize(
      plan,
      [...files.keys()].map(name => join(output, name)),
    ),
  );
  return plan.feasible ? exitCodes.done : exitCodes.limitsMissed;
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
    progress.step(`mapping to ${request.machine.name}`);
    const plan = await planFor(file, request, source, optimized, await rememberingMapper(host, options));
    if (options.stats === true) {
      progress.end();
      host.stderr.write(statisticsTable(optimized.statistics));
    }
    return await deliver(
      plan,
      new Map(),
      { ...options, output: options.output ?? join("plans", nameOf(file), request.machine.name) },
      session,
      progress,
    );
  } finally {
    progress.end();
  }
};

/** The options, understood. */
interface Request {
  readonly machine: NamedMachine;
  readonly settings: DeviceSettings;
  readonly limits: readonly Limit[];
  readonly limitTexts: readonly string[];
  readonly bindings: ReadonlyMap<string, number>;
  readonly allowUnsupported: boolean;
  readonly mapper: MapperName;
}

const parseOptions = async (options: Options): Promise<Request> => {
  const { target = defaultTarget, bind = [], require = [], allowUnsupported, mapper } = options;
  const machineNamed = await namedMachines();
  const settings = parseDeviceSettings(options);
  const { parseLimits } = await import("../../explore/limits.ts");
  const [machine, bindings, limits] = allOf(
    () => machineNamed(target, settings),
    () => parseBindings(bind),
    () => parseLimits(require),
  );
  return {
    machine,
    settings,
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
  const { machine, limits } = request;
  const name = nameOf(file);
  const network = { name, source: file, sha256, model, optimized };
  const design = `${name} on ${machine.name}`;
  const provenance = { version, seed: 0, command: commandOf(file, request), specSha256: null };
  if (machine.kind === "device") {
    const { compileOnDevice } = await import("../../explore/compile-on-device.ts");
    const goals = [{ direction: "minimize", metric: "latency" }] as const;
    const { plan } = compileOnDevice({
      design,
      device: machine.model,
      networks: [network],
      precisions: [],
      limits,
      goals,
      mapper,
      provenance,
    });
    return plan;
  }
  const { compile } = await import("../../explore/compile.ts");
  const { machineOf } = await import("../../explore/target-machine.ts");
  return compile({ design, network, machine: machineOf(machine.target), mapper, limits, provenance });
};

/** What gives the same plan again. Where it was written is left out: a plan does not depend on it. */
const commandOf = (
  file: string,
  { machine, settings, bindings, limitTexts, allowUnsupported, mapper }: Request,
): string => {
  const bound = [...bindings].flatMap(([name, size]) => ["--bind", `${name}=${size}`]);
  const required = limitTexts.flatMap(text => ["--require", text]);
  const common = commonArguments({ allowUnsupported, mapper });
  const target = ["--target", machine.name, ...deviceArguments(settings)];
  return ["mortise", "compile", file, ...target, ...bound, ...required, ...common].map(quoteArgument).join(" ");
};

/** Not among the emitters: it loads what draws, which takes longer than to compile a small network. */
const reportOn = async (plan: Plan): Promise<ReadonlyMap<string, string>> => {
  const [{ planReport }, { reportHtml }] = await Promise.all([
    import("../../codegen/report/plan/index.ts"),
    import("../../codegen/report/html.ts"),
  ]);
  return new Map([["report.html", reportHtml(await planReport(plan))]]);
};

/** @throws InternalError where an emitter can't express a plan of ours. */
const emit = async (plan: Plan, quantized: QuantizedGraphs): Promise<ReadonlyMap<string, string | Uint8Array>> => {
  const { emitters } = await import("../../codegen/index.ts");
  const faults = emitters.flatMap(emitter => emitter.validate(plan));
  if (faults.length > 0) throw new InternalError(faults.map(formatDiagnostic).join("\n"));
  return new Map(emitters.flatMap(emitter => [...emitter.emit(plan, quantized)]));
};

const nameOf = (file: string): string => basename(file, extname(file));
