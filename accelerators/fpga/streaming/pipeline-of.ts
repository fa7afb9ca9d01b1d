/** From the layers of a network to the stages of a pipeline, or why one can't be a stage. */
import type { DeviceLayer, DeviceNetwork, DeviceRead } from "../../device.ts";
import { type Contraction, inputExtent, type VectorWorkload } from "../../../mapping/workload.ts";
import type { Feed, Pipeline, PipelineStage, Source } from "./pipeline.ts";
import type { MatrixStage, Stage, StreamStage, StreamWork } from "./stage.ts";

export interface NetworkPipeline {
  readonly pipeline: Pipeline;
  /** Why layers can't be stages, by name; the pipeline is of the others. */
  readonly misfits: ReadonlyMap<string, string>;
}

interface Shape {
  readonly rows: number;
  readonly columns: number;
  readonly channels: number;
}

/** What engines there are for what is no product with weights. */
const works: Readonly<Record<StreamWork, readonly string[]>> = {
  move: [
    "relu",
    "clip",
    "max_pool2d",
    "reduce_max",
    "reduce_min",
    "concat",
    "slice",
    "pad",
    "resize",
    "max",
    "min",
    "abs",
    "neg",
    "round",
  ],
  scale: [
    "average_pool2d",
    "reduce_mean",
    "reduce_sum",
    "quantize",
    "dequantize",
    "requantize",
    "requantize_dyadic",
    "cast",
    "batch_normalization",
    "leaky_relu",
    "hard_sigmoid",
    "hard_swish",
    "prelu",
  ],
  combine: ["add", "sub", "mul"],
  table: [
    "sigmoid",
    "tanh",
    "elu",
    "selu",
    "celu",
    "gelu",
    "silu",
    "mish",
    "softplus",
    "softsign",
    "exp",
    "log",
    "sqrt",
    "reciprocal",
    "erf",
  ],
  softmax: ["softmax"],
};

const workOf = new Map(
  Object.entries(works).flatMap(([work, operations]) =>
    operations.map((operation): [string, StreamWork] => [operation, work as StreamWork]),
  ),
);

export const pipelineOf = ({ layers }: DeviceNetwork): NetworkPipeline => {
  const stages: PipelineStage[] = [];
  const shapes: Shape[] = [];
  const sources: Source[] = [];
  const writers = new Map<string, Feed["from"]>();
  const misfits = new Map<string, string>();
  for (const layer of layers) {
    const misfit = misfitOf(layer);
    if (misfit !== undefined) {
      misfits.set(layer.name, misfit);
      continue;
    }
    const feeding = layer.reads.filter(({ role, tensor }) => tensor !== undefined && role !== "weights");
    const known = feeding.map(read => shapeOf(read, writers, shapes));
    const stage = stageOf(layer, feeding, known);
    const feeds = feeding.map((read): Feed => {
      const role = read.role === "epilogue" ? "beside" : "window";
      const from = writers.get(read.tensor ?? "") ?? sourceFor(read, stage, sources, writers);
      return { from, role };
    });
    for (const { tensor } of layer.writes) writers.set(tensor, { stage: stages.length });
    stages.push({ stage, feeds });
    shapes.push(shapeAfter(stage));
  }
  return { pipeline: { stages, sources }, misfits };
};

const misfitOf = ({ workload, reads }: DeviceLayer): string | undefined => {
  if (workload.kind === "vector")
    return workOf.has(workload.operation)
      ? undefined
      : `can't be streamed: there is no engine for ${workload.operation}; the overlay style runs it`;
  return reads.some(({ role, tensor }) => role === "weights" && tensor !== undefined)
    ? "can't be streamed: it multiplies two activations, and engines hold one operand; the overlay style runs it"
    : undefined;
};

/** Of what comes in; undefined where it comes from outside. */
const shapeOf = (
  { tensor }: DeviceRead,
  writers: ReadonlyMap<string, Feed["from"]>,
  shapes: readonly Shape[],
): Shape | undefined => {
  const from = writers.get(tensor ?? "");
  return from !== undefined && "stage" in from ? shapes[from.stage] : undefined;
};

const stageOf = (layer: DeviceLayer, feeding: readonly DeviceRead[], known: readonly (Shape | undefined)[]): Stage => {
  const { workload } = layer;
  return workload.kind === "contraction"
    ? matrixStage(layer.name, workload, feeding.filter(({ role }) => role === "epilogue").length)
    : streamStage(layer.name, workload, feeding, known[0]);
};

const matrixStage = (name: string, contraction: Contraction, residuals: number): MatrixStage => {
  const { G, N, K, C, P, Q, R, S } = contraction.bounds;
  const { bits, strides, dilations, epilogue } = contraction;
  return {
    kind: "matrix",
    name,
    groups: G,
    outputs: K,
    inputs: C,
    filterRows: R,
    filterColumns: S,
    rows: N * P,
    columns: Q,
    inputRows: N * inputExtent(contraction, 0, P, R),
    inputColumns: inputExtent(contraction, 1, Q, S),
    rowStride: strides[0],
    rowDilation: dilations[0],
    weightBits: bits.weights,
    activationBits: bits.inputs,
    outputBits: bits.outputs,
    residuals,
    hasFunctions: epilogue.hasFunctions ?? false,
  };
};

const windows: ReadonlySet<string> = new Set(["max_pool2d", "average_pool2d"]);

/** Of a window that overlaps the next one; 1 of any other. A pooling compares or adds each position of its window once. */
const overlapOf = ({ operation, operations, outputElements }: VectorWorkload, inputElements: number): number => {
  if (!windows.has(operation)) return 1;
  const side = Math.ceil(Math.sqrt(operations / Math.max(1, outputElements)));
  return side ** 2 * outputElements > inputElements ? Math.max(1, side) : 1;
};

const streamStage = (
  name: string,
  workload: VectorWorkload,
  feeding: readonly DeviceRead[],
  before: Shape | undefined,
): StreamStage => {
  const { operation, outputElements, operandBits, resultBits } = workload;
  const inputElements = feeding[0]?.elements ?? workload.streamElements ?? workload.inputElements;
  const shape = streamShape(before ?? { rows: 1, columns: 1, channels: inputElements }, inputElements, outputElements);
  const isReduced = outputElements < inputElements;
  const side = overlapOf(workload, inputElements);
  return {
    kind: "stream",
    name,
    work: workOf.get(operation) ?? "move",
    inputElements,
    outputElements,
    operands: Math.max(1, feeding.length),
    channels: shape.channels,
    rows: shape.rows,
    taps: side ** 2,
    partial: isReduced && side === 1 ? outputElements / shape.rows : 0,
    inputColumns: before?.columns ?? 1,
    inputBits: operandBits,
    outputBits: resultBits,
  };
};

/**
 * Of the result, from how many numbers there are left of what came in: pictures shrink alike in both directions, and what
 * is left of no whole rows is one row.
 */
const streamShape = (before: Shape, inputElements: number, outputElements: number): Shape => {
  const { rows, columns, channels } = before;
  if (outputElements % channels === 0) {
    const factor = Math.sqrt(outputElements / inputElements);
    const rowsLeft = Math.round(rows * factor);
    const columnsLeft = Math.round(columns * factor);
    if (rowsLeft * columnsLeft * channels === outputElements) return { rows: rowsLeft, columns: columnsLeft, channels };
  }
  const perRow = outputElements / (rows * columns);
  if (Number.isInteger(perRow)) return { rows, columns, channels: perRow };
  return { rows: 1, columns: 1, channels: outputElements };
};

const shapeAfter = (stage: Stage): Shape => {
  if (stage.kind === "matrix")
    return { rows: stage.rows, columns: stage.columns, channels: stage.groups * stage.outputs };
  return { rows: stage.rows, columns: stage.outputElements / (stage.rows * stage.channels), channels: stage.channels };
};

/** What comes from outside is known by who reads it first. */
const sourceFor = (
  { tensor }: DeviceRead,
  stage: Stage,
  sources: Source[],
  writers: Map<string, Feed["from"]>,
): Feed["from"] => {
  const from = { source: sources.length };
  const isMatrix = stage.kind === "matrix";
  const rows = isMatrix ? stage.inputRows : stage.rows;
  const elements = isMatrix ? stage.groups * stage.inputs * stage.inputColumns * rows : stage.inputElements;
  sources.push({ rows, rowElements: elements / rows, bits: isMatrix ? stage.activationBits : stage.inputBits });
  writers.set(tensor ?? "", from);
  return from;
};
