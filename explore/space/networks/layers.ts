/**
 * Layers of which spaces build networks, as they are after training and after all passes: batch normalization is folded, and what a
 * contraction can do on its way out is fused into it. Weights are shapes without values: nothing that is asked of them needs any.
 */
import { graphBuilder, type GraphBuilder } from "../../../ir/builder.ts";
import type { Graph, Value } from "../../../ir/graph.ts";
import { elementCount, tensor, tensorType } from "../../../ir/tensor.ts";
import { InternalError } from "../../../support/diagnostic.ts";
import { type DraftWeight, fused, type LayerDraft } from "./fuse-layers.ts";
import type { ImageClassification } from "./network-space.ts";

export interface ConvolutionShape {
  readonly filters: number;
  /** Height and width of the filter; padded so that stride 1 keeps the size. */
  readonly size: number;
  readonly stride?: number;
  /** Each channel by itself. */
  readonly isDepthwise?: boolean;
}

export interface PoolShape {
  readonly size: number;
  readonly stride: number;
  readonly pad: number;
}

/** Of height and of width. */
type Sides = readonly [number, number];

/** What a layer made. */
export interface LayerResult {
  readonly channels: number;
  /** Position among the layers; −1 for the network's input. */
  readonly position: number;
}

/** Notes one layer after the other, and makes a graph of them. Names of layers are the beginnings of their weights'. */
export class LayerBuilder {
  private readonly task: ImageClassification;
  private readonly build: GraphBuilder;
  private readonly drafts: LayerDraft[] = [];

  constructor(name: string, task: ImageClassification) {
    this.build = graphBuilder(name);
    this.task = task;
  }

  image(): LayerResult {
    const { channels } = this.task;
    return { channels, position: -1 };
  }

  /**
   * @param folded `normalized`: the batch normalization behind it is folded in, its scale into the weights, its shift as the bias;
   * `plain`: there is none.
   */
  convolution(
    name: string,
    { channels, position }: LayerResult,
    { filters, size, stride = 1, isDepthwise = false }: ConvolutionShape,
    folded: "normalized" | "plain" = "normalized",
  ): LayerResult {
    const pad = (size - 1) / 2;
    const attributes = {
      strides: [stride, stride],
      pads: [pad, pad, pad, pad],
      group: isDepthwise ? channels : 1,
    };
    const weight = { suffix: "weight", dims: [filters, isDepthwise ? 1 : channels, size, size] };
    const bias = folded === "plain" ? [] : [{ suffix: "bias", dims: [filters] }];
    return this.note({ name, op: "conv2d", operands: [position], weights: [weight, ...bias], attributes }, filters);
  }

  /** The mean of what the window covers of the picture. */
  averagePool(name: string, { channels, position }: LayerResult, { size, stride, pad }: PoolShape): LayerResult {
    const attributes = { kernel: [size, size], strides: [stride, stride], pads: [pad, pad, pad, pad] };
    return this.note({ name, op: "average_pool2d", operands: [position], weights: [], attributes }, channels);
  }

  /** The largest of each window, windows side by side; what is left over at the end is dropped. @param kernel height and width. */
  maxPool(name: string, { channels, position }: LayerResult, kernel: readonly [number, number]): LayerResult {
    const attributes = { kernel, strides: kernel, pads: [0, 0, 0, 0] };
    return this.note({ name, op: "max_pool2d", operands: [position], weights: [], attributes }, channels);
  }

  /** A transposed convolution whose windows lie side by side: so many times the size, and the rows and columns that are left over. */
  upConvolution(
    name: string,
    { channels, position }: LayerResult,
    { filters, strides, padding }: { readonly filters: number; readonly strides: Sides; readonly padding: Sides },
  ): LayerResult {
    const attributes = { strides, pads: [0, 0, 0, 0], group: 1, output_padding: padding };
    const weights = [
      { suffix: "weight", dims: [channels, filters, ...strides] },
      { suffix: "bias", dims: [filters] },
    ];
    return this.note({ name, op: "conv_transpose2d", operands: [position], weights, attributes }, filters);
  }

  /** Channels of both, one after the other. */
  join(name: string, left: LayerResult, right: LayerResult): LayerResult {
    const operands = [left.position, right.position];
    const channels = left.channels + right.channels;
    return this.note({ name, op: "concat", operands, weights: [], attributes: { axis: 1 } }, channels);
  }

  add(name: string, left: LayerResult, right: LayerResult): LayerResult {
    const operands = [left.position, right.position];
    return this.note({ name, op: "add", operands, weights: [], attributes: {} }, left.channels);
  }

  relu(name: string, { channels, position }: LayerResult): LayerResult {
    return this.note({ name, op: "relu", operands: [position], weights: [], attributes: {} }, channels);
  }

  /** Batch normalization that follows more than a convolution: a factor and a summand per channel. */
  normalization(name: string, input: LayerResult): LayerResult {
    const { channels } = input;
    const step = (op: "mul" | "add", suffix: string, { position }: LayerResult): LayerResult => {
      const weights = [{ suffix, dims: [1, channels, 1, 1] }];
      return this.note({ name, op, operands: [position], weights, attributes: {} }, channels);
    };
    return step("add", "shift", step("mul", "scale", input));
  }

  /** The mean of each channel, then one product with a bias: the scores of the classes are the network's output. */
  classifier(name: string, { channels, position }: LayerResult): Graph {
    const { classes } = this.task;
    const means = { name: `${name}.pool`, op: "reduce_mean", operands: [position], weights: [] } as const;
    const pooled = this.note({ ...means, attributes: { axes: [2, 3], keep_dims: false } }, channels);
    const weights = [
      { suffix: "weight", dims: [channels, classes] },
      { suffix: "bias", dims: [classes] },
    ];
    this.note({ name, op: "matmul", operands: [pooled.position], weights, attributes: {} }, classes);
    return this.graph();
  }

  /** One product with a bias for each pixel: the scores of its classes are the network's output. */
  pixelClassifier(name: string, input: LayerResult): Graph {
    const { classes } = this.task;
    this.convolution(name, input, { filters: classes, size: 1 });
    return this.graph();
  }

  private note(draft: Omit<LayerDraft, "origins" | "epilogue">, channels: number): LayerResult {
    const position = this.drafts.length;
    this.drafts.push({ ...draft, origins: [draft.name], epilogue: [] });
    return { channels, position };
  }

  private graph(): Graph {
    const { build, task } = this;
    const made = new Map<number, Value>([
      [-1, build.input("image", tensorType("f32", [1, task.channels, task.height, task.width]))],
    ]);
    let last: Value | undefined;
    for (const { position, draft } of fused(this.drafts)) {
      last = this.emit(draft, made);
      made.set(position, last);
    }
    if (last === undefined) throw new InternalError("a network without layers");
    build.output("scores", last);
    return build.build();
  }

  private emit(
    { op, operands, weights, epilogue, attributes, origins }: LayerDraft,
    made: ReadonlyMap<number, Value>,
  ): Value {
    const { build } = this;
    const valueAt = (position: number): Value => existing(made.get(position));
    const constants = weights.map(weight => constantOf(build, origins[0] ?? "", weight));
    const extras = epilogue.flatMap(({ name, operand, weight }) => {
      if (weight !== undefined) return [constantOf(build, name, weight)];
      return operand === undefined ? [] : [valueAt(operand)];
    });
    const steps = op === "conv2d" ? { epilogue: epilogue.map(({ step }) => step) } : {};
    const [result] = build.nodeOf(
      op,
      [...operands.map(valueAt), ...constants, ...extras],
      { ...attributes, ...steps },
      origins,
    );
    return existing(result);
  }
}

/** Passes look at the values of factors and summands; which ones makes no difference, as long as they do something. */
const values: Readonly<Record<string, number>> = { scale: 0.5, shift: 0.25 };

const constantOf = (build: GraphBuilder, name: string, { suffix, dims }: DraftWeight): Value => {
  const id = `${name}.${suffix}`;
  const value = values[suffix];
  if (value === undefined) return build.unknownConstant(id, tensorType("f32", dims));
  return build.constant(id, tensor("f32", dims, Array<number>(elementCount(dims)).fill(value)));
};

const existing = (value: Value | undefined): Value => {
  if (value === undefined) throw new InternalError("a layer reads what comes after it");
  return value;
};
