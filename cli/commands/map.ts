/** `mortise map`: how layers run on a machine, down to each loop, count and picojoule. */
import type { Target } from "../../accelerators/targets.ts";
import type { Machine } from "../../explore/machine.ts";
import type { Mapper } from "../../explore/map-network.ts";
import type { Architecture } from "../../mapping/architecture.ts";
import type { MappedWorkload } from "../../mapping/mapper.ts";
import type { Workload } from "../../mapping/workload.ts";
import { CompileError, InternalError } from "../../support/diagnostic.ts";
import { gather, parseBindings } from "../bindings.ts";
import type { CommandDefinition, Session } from "../command.ts";
import { type ExitCode, exitCodes } from "../exit-code.ts";
import { allOf } from "../faults.ts";
import { loadNetwork } from "../load-network.ts";
import { brokenPoint, illegalMapping, mappingNeedsLayer } from "../messages.ts";
import { defaultTarget, namedTargets } from "../named-target.ts";
import { optimize } from "../optimize.ts";
import { type Progress, startProgress } from "../progress.ts";
import { type MapperName, mapperOption, rememberingMapper } from "../remembering-mapper.ts";
import type { LayerGroup } from "../select-layers.ts";

interface Options {
  readonly layer?: string;
  readonly target: string;
  readonly bind?: readonly string[];
  readonly mapping?: string;
  readonly point: string;
  readonly allowUnsupported?: boolean;
  readonly mapper: MapperName;
  readonly cache: boolean;
}

export const mapCommand: CommandDefinition = {
  name: "map",
  summary: "Show how layers run on a machine: loop nest, accesses, cycles and energy.",
  examples: [
    { does: "Every contraction, equal ones once", command: "mortise map examples/lenet.onnx --bind batch=1" },
    {
      does: "One layer on another machine",
      command: "mortise map examples/residual.nn --layer second --target npu-64",
    },
    {
      does: "What a loop nest of your own costs there, once it is found legal",
      command: "mortise map examples/residual.nn --layer second --mapping examples/second.nest",
    },
  ],
  declare(command, perform) {
    command
      .argument("<model>", "an ONNX, TensorFlow Lite or TensorFlow.js model, or a .nn file of IR text")
      .option("--layer <name>", "a layer of the plan, or a node of the model (default: every contraction)")
      .option("--target <name>", "the machine (see mortise targets)", defaultTarget)
      .option("--bind <NAME=VALUE>", "give an open dimension its size; may be repeated", gather)
      .option("--mapping <file>", "check and cost the loop nest in this file instead of the mapper's")
      .option("--point <number>", "the point of each front to show in full; 1 is the fastest", "1")
      .option("--allow-unsupported", "pass over operators that can't be mapped")
      .addOption(mapperOption())
      .option("--no-cache", "neither use nor keep the mappings that runs have found")
      .action((model: string, options: Options) => perform(session => mapModel(model, options, session)));
  },
};

const mapModel = async (file: string, options: Options, session: Session): Promise<ExitCode> => {
  const { target, point, bindings } = await parseOptions(options);
  const progress = startProgress(session.host);
  try {
    progress.step(`reading ${file}`);
    const source = await loadNetwork(file, { bindings, allowUnsupported: options.allowUnsupported ?? false });
    session.noteGraph(source.graph);
    const { graph } = await optimize(source, session, progress);
    const { lowerNetwork } = await import("../../explore/lower-network.ts");
    const { machineOf } = await import("../../explore/target-machine.ts");
    const { contractionsOf, layersNamed } = await import("../select-layers.ts");
    const machine = machineOf(target);
    const steps = lowerNetwork(graph, machine.precision);
    const groups = options.layer === undefined ? contractionsOf(steps) : layersNamed(steps, options.layer);
    const mapper = await rememberingMapper(session.host, options);
    const report = await reportOn(groups, machine, { ...options, point, mapper }, progress);
    progress.end();
    session.host.stdout.write(`${groups.length} distinct on ${machine.name}\n${report.text}`);
    return report.fits ? exitCodes.done : exitCodes.limitsMissed;
  } finally {
    progress.end();
  }
};

interface Request {
  readonly target: Target;
  readonly bindings: ReadonlyMap<string, number>;
  readonly point: number;
}

const parseOptions = async ({ target, bind = [], point }: Options): Promise<Request> => {
  const targetNamed = await namedTargets();
  const wholePoint = (): number => {
    if (/^[1-9]\d{0,8}$/.test(point)) return Number(point);
    throw new CompileError([brokenPoint(point)]);
  };
  const [machine, bindings, index] = allOf(
    () => targetNamed(target),
    () => parseBindings(bind),
    wholePoint,
  );
  return { target: machine, bindings, point: index };
};

interface Wanted {
  readonly mapping?: string;
  readonly point: number;
  readonly mapper: Mapper;
}

interface Report {
  readonly text: string;
  readonly fits: boolean;
}

const reportOn = async (
  groups: readonly LayerGroup[],
  machine: Machine,
  { mapping, point, mapper }: Wanted,
  progress: Progress,
): Promise<Report> => {
  const costGiven = mapping === undefined ? undefined : await givenMapping(mapping, groups);
  const { misfitOf } = await import("../../explore/misfits.ts");
  const { frontText, layerText, pointText } = await import("../map-report.ts");
  const { architecture } = machine.accelerator;
  let fits = true;
  const texts = groups.map(group => {
    progress.step(`mapping ${group.names[0]}`);
    const result = mapper(group.workload, architecture);
    const head = `\n${layerText(group)}\n`;
    if (!result.feasible) {
      fits = false;
      return `${head}${misfitOf(result, machine.name) ?? ""}\n`;
    }
    const { front, search } = result;
    const given = costGiven?.(group.workload, architecture);
    const index = Math.min(point, front.length);
    const shown = given ?? front[index - 1];
    const label = given === undefined ? `Point ${index}` : "The mapping given";
    const detail = shown === undefined ? "" : pointText(shown, architecture);
    return `${head}${frontText(front, search, given?.cost)}\n${label}\n${detail}`;
  });
  return { text: texts.join(""), fits };
};

/**
 * Reads, checks and costs the user's mapping of the one contraction among the layers.
 * @throws CompileError where it is not clear which layer is meant, now or, with all findings, when called.
 */
const givenMapping = async (
  file: string,
  groups: readonly LayerGroup[],
): Promise<(workload: Workload, architecture: Architecture) => MappedWorkload> => {
  const [first, ...more] = groups;
  if (first?.workload.kind !== "contraction" || more.length > 0)
    throw new CompileError([mappingNeedsLayer(groups.map(({ names }) => names[0]))]);
  const { readText } = await import("../read-model.ts");
  const { parseMapping, subjectOf } = await import("../../mapping/parse.ts");
  const { mappingFaults } = await import("../../mapping/check.ts");
  const { evaluate } = await import("../../mapping/evaluate.ts");
  const text = readText(file);
  return (workload, architecture) => {
    if (workload.kind !== "contraction") throw new InternalError("only contractions have mappings");
    const mapping = parseMapping(text, subjectOf(workload, architecture), file);
    const faults = mappingFaults(workload, architecture, mapping);
    if (faults.length > 0) throw new CompileError(faults.map(fault => illegalMapping(file, fault)));
    return { workload, mapping, cost: evaluate(workload, architecture, mapping) };
  };
};
