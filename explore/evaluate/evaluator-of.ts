/** The evaluator of a specification from what can be sent to a thread or to another machine: texts, and files by their contents. */
import { costModels } from "../../accelerators/cost-models.ts";
import { parseGraph } from "../../ir/parse/parse.ts";
import { printGraph } from "../../ir/print.ts";
import type { Graph } from "../../ir/graph.ts";
import { elementCount } from "../../ir/tensor.ts";
import { InternalError } from "../../support/diagnostic.ts";
import type { AccuracyMeter } from "../accuracy/accuracy-meter.ts";
import { measuredMeter } from "../accuracy/measured.ts";
import { proxyMeter } from "../accuracy/proxy.ts";
import { tableMeter } from "../accuracy/table.ts";
import type { Mapper } from "../map-network.ts";
import { namesInSpace } from "../space/network-names.ts";
import { taskOf } from "../space/networks/image-task.ts";
import { requireDesigns } from "../space/spec-space.ts";
import { type ReadSpec, readSpec } from "../spec/read-spec.ts";
import { requireExplorable } from "../spec/runnable.ts";
import type { Places, Spec, SpecNetwork } from "../spec/spec.ts";
import { isCostModel } from "../spec/tables/technologies.ts";
import { CostedEvaluator } from "./costed-evaluator.ts";
import { DesignEvaluator, type EvaluatorRequest } from "./evaluator.ts";

export interface EvaluatorSource {
  /** Of the specification: for diagnostics, and for the paths in it. */
  readonly path: string;
  readonly text: string;
  /** What `filesOf` names, by those names. */
  readonly files: ReadonlyMap<string, Uint8Array>;
  readonly mapper: Mapper;
  /** Of designs beyond the limits too, for strategies that ask for all scores. */
  readonly scoresAll?: boolean;
}

/** A file that an evaluator reads. */
export interface EvaluatorFile {
  /**
   * `table`: the bytes of the file; `network`: what `networkFile` gives for the model in it, after all passes; `measurements`: what
   * `measurementsFile` gives for the network, which no disk has.
   */
  readonly content: "table" | "network" | "measurements";
  readonly path: string;
  readonly network: SpecNetwork;
}

const measurementsOf = ({ name }: SpecNetwork): string => `measured accuracy of ${name}`;

export const filesOf = ({ networks }: Spec): readonly EvaluatorFile[] =>
  networks.flatMap((network): EvaluatorFile[] => {
    const { source, accuracy } = network;
    return [
      ...(source.kind === "model" ? [{ content: "network" as const, path: source.path, network }] : []),
      ...(accuracy?.from === "table" ? [{ content: "table" as const, path: accuracy.table.path, network }] : []),
      ...(accuracy?.from === "data"
        ? [{ content: "measurements" as const, path: measurementsOf(network), network }]
        : []),
    ];
  });

/** Costs do not depend on weights: constants of more elements leave their values behind. */
const mostElements = 256;

/** A network with all passes done, as an evaluator reads it. */
export const networkFile = (graph: Graph): Uint8Array => {
  const constants = graph.constants.map(constant =>
    elementCount(constant.type.dims) > mostElements ? { ...constant, data: undefined } : constant,
  );
  return new TextEncoder().encode(printGraph({ ...graph, constants }));
};

/** By machine models, or by the cost model that the technology names. */
export type SpecEvaluator = DesignEvaluator | CostedEvaluator;

/** @throws CompileError where the specification or a file is at fault, or asks for what this version can't explore. */
export const evaluatorOf = (source: EvaluatorSource): SpecEvaluator => {
  const { path, text, files, mapper, scoresAll } = source;
  // Data that networks were run on is not among the files; what of them is needed and not there is asked for below.
  const read = readSpec(path, text, { exists: () => true, namesIn: () => [] });
  return evaluatorFor(read, files, mapper, scoresAll);
};

/** The same for a specification that was read already. */
export const evaluatorFor = (
  read: ReadSpec,
  files: EvaluatorSource["files"],
  mapper: Mapper,
  scoresAll = false,
): SpecEvaluator => {
  const spec = requireExplorable(read);
  requireDesigns(spec.target, read.places);
  for (const { source } of spec.networks) if (source.kind === "space") taskOf(source, read.places.get(source));
  const networks = spec.networks.flatMap(({ name, source }) =>
    source.kind === "model" ? [{ name, graph: parseGraph(textIn(files, source.path), source.path) }] : [],
  );
  const meters = spec.networks.flatMap((network): [string, AccuracyMeter][] => {
    const meter = meterFor(network, files, read.places);
    return meter === undefined ? [] : [[network.name, meter]];
  });
  return evaluatorIn({ spec, networks, meters: new Map(meters), mapper, scoresAll });
};

/** An evaluator that can tell of designs but not judge them: it takes no files. */
export const tellerFor = (read: ReadSpec): Pick<SpecEvaluator, "space" | "objectives" | "limits"> =>
  evaluatorIn({ spec: requireExplorable(read), networks: [], meters: new Map(), mapper: noMapper });

/** Where designs are spoken of, not evaluated. */
export const noMapper = (): never => {
  throw new InternalError("nothing is mapped here");
};

const evaluatorIn = ({ mapper, ...given }: EvaluatorRequest): SpecEvaluator => {
  const { technology } = given.spec.target;
  return isCostModel(technology)
    ? new CostedEvaluator({ ...given, model: costModels[technology] })
    : new DesignEvaluator({ ...given, mapper });
};

const meterFor = (network: SpecNetwork, files: EvaluatorSource["files"], places: Places): AccuracyMeter | undefined => {
  const { source, accuracy } = network;
  switch (accuracy?.from) {
    case "data":
      return measuredMeter(bytesIn(files, measurementsOf(network)));
    case "proxy":
      return proxyMeter(accuracy.measure);
    case "table": {
      const { table, column } = accuracy;
      const names = source.kind === "space" ? namesInSpace(source) : [];
      return tableMeter({
        file: table.file,
        bytes: bytesIn(files, table.path),
        column,
        place: places.get(accuracy),
        names,
      });
    }
    default:
      return undefined;
  }
};

const bytesIn = (files: EvaluatorSource["files"], path: string): Uint8Array => {
  const bytes = files.get(path);
  if (bytes === undefined) throw new InternalError(`the evaluator was not given ${path}`);
  return bytes;
};

const textIn = (files: EvaluatorSource["files"], path: string): string =>
  new TextDecoder().decode(bytesIn(files, path));
