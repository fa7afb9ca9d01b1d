/** Layers of which spaces build networks, as they are after training. Weights are shapes without values: nothing that is asked of them needs any. */
import { graphBuilder, type GraphBuilder } from "../../../ir/builder.ts";
import type { Graph, Value } from "../../../ir/graph.ts";
import { tensor, tensorType } from "../../../ir/tensor.ts";
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

/** Builds one network layer by layer; names of layers are the beginnings of their weights'. */
export class LayerBuilder {
  private readonly build: GraphBuilder;

  constructor(name: string) {
    this.build = graphBuilder(name);
  }

  image({ channels, height, width }: ImageClassification): Value {
    return this.build.input("image", tensorType("f32", [1, channels, height, width]));
  }

  /**
   * @param folded `normalized`: the batch normalization behind it is folded in, its scale into the weights, its shift as the bias;
   * `plain`: there is none.
   */
  convolution(
    name: string,
    input: Value,
    { filters, size, stride = 1, isDepthwise = false }: ConvolutionShape,
    folded: "normalized" | "plain" = "normalized",
  ): Value {
    const { build } = this;
    const channels = channelsOf(input);
    const weightType = tensorType("f32", [filters, isDepthwise ? 1 : channels, size, size]);
    const weight = build.unknownConstant(`${name}.weight`, weightType);
    const bias = folded === "plain" ? [] : [build.unknownConstant(`${name}.bias`, tensorType("f32", [filters]))];
    const pad = (size - 1) / 2;
    const attributes = {
      strides: [stride, stride],
      pads: [pad, pad, pad, pad],
      group: isDepthwise ? channels : 1,
    };
    return build.node("conv2d", [input, weight, ...bias], attributes, [name]);
  }

  /** The mean of what the window covers of the picture. */
  averagePool(name: string, input: Value, { size, stride, pad }: PoolShape): Value {
    const attributes = { kernel: [size, size], strides: [stride, stride], pads: [pad, pad, pad, pad] };
    return this.build.node("average_pool2d", [input], attributes, [name]);
  }

  add(name: string, left: Value, right: Value): Value {
    return this.build.node("add", [left, right], {}, [name]);
  }

  relu(name: string, input: Value): Value {
    return this.build.node("relu", [input], {}, [name]);
  }

  /**
   * Batch normalization that no convolution before it can take: a factor and a summand per channel. They have values, since passes
   * look at those before they move them; which ones makes no difference.
   */
  normalization(name: string, input: Value): Value {
    const { build } = this;
    const channels = channelsOf(input);
    const perChannel = (id: string, value: number): Value =>
      build.constant(id, tensor("f32", [1, channels, 1, 1], Array<number>(channels).fill(value)));
    const scaled = build.node("mul", [input, perChannel(`${name}.scale`, 0.5)], {}, [name]);
    return build.node("add", [scaled, perChannel(`${name}.shift`, 0.25)], {}, [name]);
  }

  /** The mean of each channel, then one product with a bias: the scores of the classes are the network's output. */
  classifier(name: string, input: Value, classes: number): Graph {
    const { build } = this;
    const means = build.node("reduce_mean", [input], { axes: [2, 3], keep_dims: false }, [`${name}.pool`]);
    const weight = build.unknownConstant(`${name}.weight`, tensorType("f32", [channelsOf(input), classes]));
    const bias = build.unknownConstant(`${name}.bias`, tensorType("f32", [classes]));
    build.output("scores", build.node("matmul", [means, weight, bias], {}, [name]));
    return build.build();
  }
}

export const channelsOf = ({ type: { dims } }: Value): number => dims[1] ?? 0;
