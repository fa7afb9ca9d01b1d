/** Networks that came with codes of their own: QDQ, QLinear and QONNX files, and quantized TensorFlow Lite. */
import type { Graph, Node } from "../ir/graph.ts";
import type { OpName } from "../ir/ops/index.ts";

const quantizers: ReadonlySet<OpName> = new Set<OpName>([
  "conv2d_integer",
  "dequantize",
  "dynamic_quantize",
  "matmul_integer",
  "quantize",
  "requantize",
  "requantize_dyadic",
]);

/** The first node that makes or reads codes; undefined in a float network. */
export const firstQuantizer = ({ nodes }: Graph): Node | undefined => nodes.find(({ op }) => quantizers.has(op));
