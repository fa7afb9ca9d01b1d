/** Operators that pick elements by index, or give indices. */
import { isFloat } from "../../../dtype.ts";
import { scalar, tensor } from "../../../tensor.ts";
import { carrierCode } from "../carriers.ts";
import { type Exporter, type NodeWriter, operandOf } from "../exporter.ts";
import type { NamedType } from "../model-messages.ts";

export const argExtreme =
  (opType: string): Exporter<"arg_max" | "arg_min"> =>
  (node, write) => {
    const { axis, keep_dims: keepDims, select_last_index: last } = node.attributes;
    write.final(opType, [operandOf(node, 0).name], {
      axis: { int: axis },
      keepdims: { int: Number(keepDims) },
      select_last_index: { int: Number(last) },
    });
  };

export const topK: Exporter<"top_k"> = (node, write) => {
  const { k, axis, largest, sorted } = node.attributes;
  write.final("TopK", [operandOf(node, 0).name, write.ints("k", [k])], {
    axis: { int: axis },
    largest: { int: Number(largest) },
    sorted: { int: Number(sorted) },
  });
};

export const oneHot: Exporter<"one_hot"> = (node, write) => {
  const { depth, axis, on, off } = node.attributes;
  const dtype = node.results[0]?.dtype ?? "f32";
  const values = write.constant("values", tensor(dtype, [2], [off, on]));
  write.final("OneHot", [operandOf(node, 0).name, write.ints("depth", [depth]), values], { axis: { int: axis } });
};

/** The operators on index tuples take int64 only. */
const int64Indices = (indices: NamedType, write: NodeWriter): string =>
  indices.type.dtype === "int64"
    ? indices.name
    : write.inner("Cast", [indices.name], { to: { int: carrierCode("int64") } });

export const gatherNd: Exporter<"gather_nd"> = (node, write) => {
  const [input, indices] = [operandOf(node, 0), operandOf(node, 1)];
  const attributes = { batch_dims: { int: node.attributes.batch_dims } };
  write.final("GatherND", [input.name, int64Indices(indices, write)], attributes);
};

export const scatterNd: Exporter<"scatter_nd"> = (node, write) => {
  const [input, indices, updates] = [operandOf(node, 0), operandOf(node, 1), operandOf(node, 2)];
  const attributes = { reduction: { string: node.attributes.reduction } };
  write.final("ScatterND", [input.name, int64Indices(indices, write), updates.name], attributes);
};

export const cumulativeSum: Exporter<"cumulative_sum"> = (node, write) => {
  const { axis, exclusive, reverse } = node.attributes;
  write.final("CumSum", [operandOf(node, 0).name, write.constant("axis", scalar("int64", axis))], {
    exclusive: { int: Number(exclusive) },
    reverse: { int: Number(reverse) },
  });
};

export const mod: Exporter<"mod"> = (node, write) => {
  // Of floats ONNX has only the C library's remainder; Python's is made from it.
  const [left, right] = [operandOf(node, 0), operandOf(node, 1)];
  const names = [left.name, right.name];
  if (node.attributes.fmod || !isFloat(left.type.dtype)) {
    write.final("Mod", names, { fmod: { int: Number(node.attributes.fmod) } });
    return;
  }
  const remainder = write.inner("Mod", names, { fmod: { int: 1 } });
  const shifted = write.inner("Add", [remainder, right.name]);
  write.final("Mod", [shifted, right.name], { fmod: { int: 1 } });
};
