/** Reductions, and normalizations along axes. */
import { elementCount, tensor } from "../../../tensor.ts";
import { type Exporter, operandOf } from "../exporter.ts";

type Reduction = Exporter<
  | "reduce_l1"
  | "reduce_l2"
  | "reduce_log_sum"
  | "reduce_log_sum_exp"
  | "reduce_max"
  | "reduce_mean"
  | "reduce_min"
  | "reduce_prod"
  | "reduce_sum"
  | "reduce_sum_square"
>;

export const reduction =
  (opType: string): Reduction =>
  (node, write) => {
    const { axes, keep_dims: keepDims } = node.attributes;
    write.final(opType, [operandOf(node, 0).name, write.ints("axes", axes)], {
      keepdims: { int: Number(keepDims) },
      // Without it no axes would mean all.
      ...(axes.length === 0 ? { noop_with_empty_axes: { int: 1 } } : {}),
    });
  };

export const alongAxis =
  (opType: string): Exporter<"softmax" | "log_softmax"> =>
  (node, write) => {
    write.final(opType, [operandOf(node, 0).name], { axis: { int: node.attributes.axis } });
  };

/** The scale is no option in ONNX, and it has exactly the normalized dims. */
export const layerNormalization: Exporter<"layer_normalization"> = (node, write) => {
  const { axis, epsilon } = node.attributes;
  const [input, scale, bias] = [operandOf(node, 0), node.operands[1], node.operands[2]];
  const dims = input.type.dims.slice(axis);
  const spread = (operand: typeof scale): string | undefined => {
    if (operand === undefined || operand.type.dims.length === dims.length) return operand?.name;
    return write.inner("Expand", [operand.name, write.ints("shape", dims)]);
  };
  const count = elementCount(dims);
  const ones = (): string => write.constant("ones", tensor(input.type.dtype, dims, new Float64Array(count).fill(1)));
  write.final("LayerNormalization", [input.name, spread(scale) ?? ones(), spread(bias)], {
    axis: { int: axis },
    epsilon: { float: epsilon },
  });
};
