/** The only list of Keras layers that can be mapped. */
import type { Converter } from "../converter.ts";
import { activation, elu, leakyRelu, prelu, relu, rescaling, softmax, thresholdedRelu } from "./activation.ts";
import { conv1d, conv2d, conv2dTranspose, dense, depthwiseConv2d, flatten, separableConv2d } from "./contraction.ts";
import { average, concatenate, merge } from "./merge.ts";
import { batchNormalization, layerNormalization } from "./normalization.ts";
import { globalPool, pool1d, pool2d } from "./pool.ts";
import {
  cropping2d,
  embedding,
  identity,
  permute,
  repeatVector,
  reshape,
  upSampling2d,
  zeroPadding2d,
} from "./shape.ts";

/** By Keras' name, in alphabetical order. */
const converters = {
  Activation: activation,
  ActivityRegularization: identity,
  Add: merge("add"),
  AlphaDropout: identity,
  Average: average,
  AveragePooling1D: pool1d("average_pool2d"),
  AveragePooling2D: pool2d("average_pool2d"),
  BatchNormalization: batchNormalization,
  Concatenate: concatenate,
  Conv1D: conv1d,
  Conv2D: conv2d,
  Conv2DTranspose: conv2dTranspose,
  Cropping2D: cropping2d,
  Dense: dense,
  DepthwiseConv2D: depthwiseConv2d,
  Dropout: identity,
  ELU: elu,
  Embedding: embedding,
  Flatten: flatten,
  GaussianDropout: identity,
  GaussianNoise: identity,
  GlobalAveragePooling1D: globalPool("reduce_mean"),
  GlobalAveragePooling2D: globalPool("reduce_mean"),
  GlobalMaxPooling1D: globalPool("reduce_max"),
  GlobalMaxPooling2D: globalPool("reduce_max"),
  InputLayer: identity,
  LayerNormalization: layerNormalization,
  LeakyReLU: leakyRelu,
  Maximum: merge("max"),
  MaxPooling1D: pool1d("max_pool2d"),
  MaxPooling2D: pool2d("max_pool2d"),
  Minimum: merge("min"),
  Multiply: merge("mul"),
  Permute: permute,
  PReLU: prelu,
  ReLU: relu,
  RepeatVector: repeatVector,
  Rescaling: rescaling,
  Reshape: reshape,
  SeparableConv2D: separableConv2d,
  Softmax: softmax,
  SpatialDropout1D: identity,
  SpatialDropout2D: identity,
  Subtract: merge("sub"),
  ThresholdedReLU: thresholdedRelu,
  UpSampling2D: upSampling2d,
  ZeroPadding2D: zeroPadding2d,
} as const satisfies Record<string, Converter>;

export type ConvertedClass = keyof typeof converters;

export const isConverted = (className: string): className is ConvertedClass => Object.hasOwn(converters, className);

export const converterOf = (className: ConvertedClass): Converter => converters[className];

/** What can be mapped, by Keras' names. */
export const convertedClasses = Object.keys(converters) as readonly ConvertedClass[];
