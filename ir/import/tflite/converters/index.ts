/** The only list of TensorFlow Lite operators that can be mapped. */
import type { Converter } from "../converter.ts";
import { activation, elu, gelu, leakyRelu } from "./activations.ts";
import { argExtreme } from "./arg-extreme.ts";
import {
  addN,
  arithmetic,
  floorDiv,
  floorMod,
  notEqual,
  reciprocalRoot,
  square,
  squaredDifference,
} from "./arithmetic.ts";
import { batchMatmul } from "./batch-matmul.ts";
import { cast } from "./cast.ts";
import { concatenation, pack } from "./concatenation.ts";
import { conv2d, depthwiseConv2d } from "./conv-2d.ts";
import { cumulativeSum } from "./cumulative-sum.ts";
import { ofBools, ofOrder, ofReals } from "./elementwise.ts";
import { fullyConnected } from "./fully-connected.ts";
import { embeddingLookup, gather, gatherNd, oneHot } from "./gather.ts";
import { l2Normalization, localResponseNormalization } from "./normalizations.ts";
import { mirrorPad, pad, padV2 } from "./pad.ts";
import { averagePool2d, l2Pool2d, maxPool2d } from "./pool-2d.ts";
import { prelu } from "./prelu.ts";
import { dequantize, quantize } from "./quantize.ts";
import { extreme, logical, reduce } from "./reduce.ts";
import { expandDims, reshape, squeeze } from "./reshape.ts";
import { resizeBilinear, resizeNearest } from "./resize.ts";
import { select, selectV2 } from "./select.ts";
import { broadcastTo, fill, range, rank, shape, tile, zerosLike } from "./shape.ts";
import { reverse, slice, stridedSlice } from "./slice.ts";
import { logSoftmax, softmax } from "./softmax.ts";
import { batchToSpace, depthToSpace, spaceToBatch, spaceToDepth } from "./space.ts";
import { split, splitV, unpack } from "./split.ts";
import { topK } from "./top-k.ts";
import { transpose } from "./transpose.ts";
import { transposeConv } from "./transpose-conv.ts";

/** By the schema's name, in alphabetical order. */
const converters = {
  ABS: ofReals("abs"),
  ADD: arithmetic("add"),
  ADD_N: addN,
  ARG_MAX: argExtreme("arg_max"),
  ARG_MIN: argExtreme("arg_min"),
  AVERAGE_POOL_2D: averagePool2d,
  BATCH_MATMUL: batchMatmul,
  BATCH_TO_SPACE_ND: batchToSpace,
  BROADCAST_TO: broadcastTo,
  CAST: cast,
  CEIL: ofReals("ceil"),
  CONCATENATION: concatenation,
  CONV_2D: conv2d,
  COS: ofReals("cos"),
  CUMSUM: cumulativeSum,
  DEPTHWISE_CONV_2D: depthwiseConv2d,
  DEPTH_TO_SPACE: depthToSpace,
  DEQUANTIZE: dequantize,
  DIV: arithmetic("div"),
  ELU: elu,
  EMBEDDING_LOOKUP: embeddingLookup,
  EQUAL: ofReals("equal"),
  EXP: ofReals("exp"),
  EXPAND_DIMS: expandDims,
  FILL: fill,
  FLOOR: ofReals("floor"),
  FLOOR_DIV: floorDiv,
  FLOOR_MOD: floorMod,
  FULLY_CONNECTED: fullyConnected,
  GATHER: gather,
  GATHER_ND: gatherNd,
  GELU: gelu,
  GREATER: ofReals("greater"),
  GREATER_EQUAL: ofReals("greater_or_equal"),
  HARD_SWISH: ofReals("hard_swish"),
  L2_NORMALIZATION: l2Normalization,
  L2_POOL_2D: l2Pool2d,
  LEAKY_RELU: leakyRelu,
  LESS: ofReals("less"),
  LESS_EQUAL: ofReals("less_or_equal"),
  LOCAL_RESPONSE_NORMALIZATION: localResponseNormalization,
  LOG: ofReals("log"),
  LOGICAL_AND: ofBools("and"),
  LOGICAL_NOT: ofBools("not"),
  LOGICAL_OR: ofBools("or"),
  LOGISTIC: ofReals("sigmoid"),
  LOG_SOFTMAX: logSoftmax,
  MAXIMUM: ofOrder("max"),
  MAX_POOL_2D: maxPool2d,
  MEAN: reduce("reduce_mean"),
  MINIMUM: ofOrder("min"),
  MIRROR_PAD: mirrorPad,
  MUL: arithmetic("mul"),
  NEG: ofReals("neg"),
  NOT_EQUAL: notEqual,
  ONE_HOT: oneHot,
  PACK: pack,
  PAD: pad,
  PADV2: padV2,
  POW: ofReals("pow"),
  PRELU: prelu,
  QUANTIZE: quantize,
  RANGE: range,
  RANK: rank,
  REDUCE_ALL: logical("reduce_min"),
  REDUCE_ANY: logical("reduce_max"),
  REDUCE_MAX: extreme("reduce_max"),
  REDUCE_MIN: extreme("reduce_min"),
  REDUCE_PROD: reduce("reduce_prod"),
  RELU: activation("relu"),
  RELU6: activation("relu6"),
  RELU_0_TO_1: activation("relu0To1"),
  RELU_N1_TO_1: activation("reluN1To1"),
  RESHAPE: reshape,
  RESIZE_BILINEAR: resizeBilinear,
  RESIZE_NEAREST_NEIGHBOR: resizeNearest,
  REVERSE_V2: reverse,
  ROUND: ofReals("round"),
  RSQRT: reciprocalRoot,
  SELECT: select,
  SELECT_V2: selectV2,
  SHAPE: shape,
  SIGN: ofReals("sign"),
  SIN: ofReals("sin"),
  SLICE: slice,
  SOFTMAX: softmax,
  SPACE_TO_BATCH_ND: spaceToBatch,
  SPACE_TO_DEPTH: spaceToDepth,
  SPLIT: split,
  SPLIT_V: splitV,
  SQRT: ofReals("sqrt"),
  SQUARE: square,
  SQUARED_DIFFERENCE: squaredDifference,
  SQUEEZE: squeeze,
  STRIDED_SLICE: stridedSlice,
  SUB: arithmetic("sub"),
  SUM: reduce("reduce_sum"),
  TANH: ofReals("tanh"),
  TILE: tile,
  TOPK_V2: topK,
  TRANSPOSE: transpose,
  TRANSPOSE_CONV: transposeConv,
  UNPACK: unpack,
  ZEROS_LIKE: zerosLike,
} as const satisfies Record<string, Converter>;

export type ConvertedOpType = keyof typeof converters;

export const isConverted = (opType: string): opType is ConvertedOpType => Object.hasOwn(converters, opType);

export const converterOf = (opType: ConvertedOpType): Converter => converters[opType];

/** What can be mapped, by the schema's names. */
export const convertedOpTypes = Object.keys(converters) as readonly ConvertedOpType[];

/** Operators whose operand is an image [batch, height, width, channels]. */
export const imageOperators: ReadonlySet<string> = new Set<ConvertedOpType>([
  "AVERAGE_POOL_2D",
  "CONV_2D",
  "DEPTHWISE_CONV_2D",
  "DEPTH_TO_SPACE",
  "L2_POOL_2D",
  "LOCAL_RESPONSE_NORMALIZATION",
  "MAX_POOL_2D",
  "RESIZE_BILINEAR",
  "RESIZE_NEAREST_NEIGHBOR",
  "SPACE_TO_DEPTH",
  "TRANSPOSE_CONV",
]);
