/** From a node to what it asks of a machine. */
import { type Graph, indexOf, type Node, type ValueId } from "../../ir/graph.ts";
import { opDef, type OpName } from "../../ir/ops/index.ts";
import type { TensorType } from "../../ir/tensor.ts";
import { InternalError } from "../../support/diagnostic.ts";
import { macsOf, type Precision, type Workload } from "../workload.ts";
import { lowerAttention } from "./attention.ts";
import { lowerConvTranspose2d } from "./conv-transpose2d.ts";
import { lowerConv2d, lowerConv2dInteger } from "./conv2d.ts";
import type { Lowered, Lowering, LoweringInput, Read } from "./lowering.ts";
import { lowerMatmul, lowerMatmulInteger } from "./matmul.ts";
import {
  codesBehind,
  isReadAsCodes,
  narrowed,
  narrowedBy,
  narrowingAfter,
  whyCodesAreRead,
  wideningBefore,
  withStep,
} from "./quantization.ts";
import { onVectorUnit, onVectorUnitPicking } from "./vector.ts";

/** A gap is a compile error: nothing runs for free by being forgotten. */
const lowerings = {
  abs: onVectorUnit,
  acos: onVectorUnit,
  acosh: onVectorUnit,
  add: onVectorUnit,
  and: onVectorUnit,
  arg_max: onVectorUnit,
  arg_min: onVectorUnit,
  asin: onVectorUnit,
  asinh: onVectorUnit,
  atan: onVectorUnit,
  atanh: onVectorUnit,
  attention: lowerAttention,
  average_pool2d: onVectorUnit,
  batch_normalization: onVectorUnit,
  bit_shift: onVectorUnit,
  cast: onVectorUnit,
  ceil: onVectorUnit,
  celu: onVectorUnit,
  clip: onVectorUnit,
  concat: onVectorUnit,
  conv2d: lowerConv2d,
  conv2d_integer: lowerConv2dInteger,
  conv_transpose2d: lowerConvTranspose2d,
  cos: onVectorUnit,
  cosh: onVectorUnit,
  cumulative_sum: onVectorUnit,
  depth_to_space: onVectorUnit,
  dequantize: onVectorUnit,
  div: onVectorUnit,
  dynamic_quantize: onVectorUnit,
  elu: onVectorUnit,
  equal: onVectorUnit,
  erf: onVectorUnit,
  exp: onVectorUnit,
  expand: onVectorUnit,
  floor: onVectorUnit,
  gather: onVectorUnitPicking,
  gather_elements: onVectorUnitPicking,
  gather_nd: onVectorUnitPicking,
  gelu: onVectorUnit,
  greater: onVectorUnit,
  greater_or_equal: onVectorUnit,
  hard_sigmoid: onVectorUnit,
  hard_swish: onVectorUnit,
  instance_normalization: onVectorUnit,
  is_inf: onVectorUnit,
  is_nan: onVectorUnit,
  layer_normalization: onVectorUnit,
  leaky_relu: onVectorUnit,
  less: onVectorUnit,
  less_or_equal: onVectorUnit,
  local_response_normalization: onVectorUnit,
  log: onVectorUnit,
  log_softmax: onVectorUnit,
  lp_normalization: onVectorUnit,
  matmul: lowerMatmul,
  matmul_integer: lowerMatmulInteger,
  max: onVectorUnit,
  max_pool2d: onVectorUnit,
  min: onVectorUnit,
  mish: onVectorUnit,
  mod: onVectorUnit,
  mul: onVectorUnit,
  neg: onVectorUnit,
  not: onVectorUnit,
  one_hot: onVectorUnit,
  opaque: onVectorUnit,
  or: onVectorUnit,
  pad: onVectorUnit,
  pow: onVectorUnit,
  prelu: onVectorUnit,
  quantize: onVectorUnit,
  reciprocal: onVectorUnit,
  reduce_l1: onVectorUnit,
  reduce_l2: onVectorUnit,
  reduce_log_sum: onVectorUnit,
  reduce_log_sum_exp: onVectorUnit,
  reduce_max: onVectorUnit,
  reduce_mean: onVectorUnit,
  reduce_min: onVectorUnit,
  reduce_prod: onVectorUnit,
  reduce_sum: onVectorUnit,
  reduce_sum_square: onVectorUnit,
  relu: onVectorUnit,
  requantize: onVectorUnit,
  requantize_dyadic: onVectorUnit,
  reshape: onVectorUnit,
  resize: onVectorUnit,
  round: onVectorUnit,
  scatter_elements: onVectorUnit,
  scatter_nd: onVectorUnit,
  selu: onVectorUnit,
  sigmoid: onVectorUnit,
  sign: onVectorUnit,
  silu: onVectorUnit,
  sin: onVectorUnit,
  sinh: onVectorUnit,
  slice: onVectorUnitPicking,
  softmax: onVectorUnit,
  softplus: onVectorUnit,
  softsign: onVectorUnit,
  space_to_depth: onVectorUnit,
  sqrt: onVectorUnit,
  sub: onVectorUnit,
  tan: onVectorUnit,
  tanh: onVectorUnit,
  thresholded_relu: onVectorUnit,
  tile: onVectorUnit,
  top_k: onVectorUnit,
  transpose: onVectorUnit,
  trilu: onVectorUnit,
  where: onVectorUnit,
  xor: onVectorUnit,
} as const satisfies Record<OpName, Lowering>;

/**
 * The workloads of one node of a verified graph. Their MACs and vector operations are those that the operator's definition
 * counts; a quantization beside a contraction that does it on the way out is counted there. Float elements get the widths of `precision`.
 */
export const lowerNode = (graph: Graph, node: Node, precision: Precision): Lowered => {
  if (narrowedBy(graph, node) !== undefined)
    return { workloads: [], reads: [], free: "done on the way out of the layer before" };
  if (isReadAsCodes(graph, node)) return { workloads: [], reads: [], free: whyCodesAreRead(graph, node) };
  const input = inputOf(graph, node, precision);
  const lowered = lowerings[node.op](input);
  const macs = lowered.workloads.reduce((total, workload) => total + macsIn(workload), 0);
  if (macs !== input.work.macs) throw new InternalError(`${node.op} has ${input.work.macs} MACs, lowered to ${macs}`);
  if (macs === 0 && isEmpty(lowered)) return { workloads: [], reads: [], free: "the result is empty" };
  return withQuantization(graph, node, lowered, precision);
};

/** With what the contraction does on the way out for the quantizations beside it. */
const withQuantization = (graph: Graph, node: Node, lowered: Lowered, precision: Precision): Lowered => {
  const widening = wideningBefore(graph, node).map(step => inputOf(graph, step, precision));
  const narrowing = narrowingAfter(graph, node).map(step => inputOf(graph, step, precision));
  const parameters = [...widening, ...narrowing].flatMap(({ operands }) =>
    operands.slice(1).map((): Read => ({ source: "constant", role: "epilogue" })),
  );
  return {
    ...lowered,
    workloads: lowered.workloads.map(workload => narrowing.reduce(narrowed, widening.reduce(withStep, workload))),
    reads: lowered.reads.map(reads => [...reads, ...parameters]),
  };
};

const inputOf = (graph: Graph, { op, operands, results, attributes }: Node, precision: Precision): LoweringInput => {
  const index = indexOf(graph);
  const typeOf = (id: ValueId): TensorType => {
    const type = index.typeOf(id);
    if (type === undefined) throw new InternalError(`${op} reads ${id}, which nothing defines`);
    return type;
  };
  const work = opDef(op).work({ operands: operands.map(typeOf), attributes });
  const seen = operands.map(id => {
    const codes = codesBehind(graph, id);
    return { type: typeOf(codes), isConstant: index.constantOf(codes) !== undefined };
  });
  return { op, operands: seen, results: results.map(({ type }) => type), attributes, work, precision };
};

const macsIn = (workload: Workload): number => (workload.kind === "contraction" ? macsOf(workload) : 0);

/** Contractions without a single MAC have an operand without elements. */
const isEmpty = ({ workloads }: Lowered): boolean => workloads.some(({ kind }) => kind === "contraction");
