/** Recipes for contractions and for the quantization around them. */
import type { DType } from "../../../ir/dtype.ts";
import type { Value } from "../../../ir/graph.ts";
import type { GraphSource } from "../graph-source.ts";
import { axisOf, floats, fusedNode, imageOf, integers, type Recipe, windowOf } from "./recipe.ts";

/** Factors of integer contractions. */
const codes: readonly DType[] = ["uint8", "int8", "int4", "int16"];

/** Image, filters and attributes of a random convolution. */
const convolution = (source: GraphSource, dtypes: readonly DType[]) => {
  const { choose } = source;
  const { kernel, extent, ...window } = windowOf(source);
  const [group, perGroup] = [choose.integer(1, 2), choose.integer(1, 2)];
  const input = imageOf(source, dtypes, group * perGroup, extent);
  const filters = group * choose.integer(1, 2);
  return { input, filters, weightDims: [filters, perGroup, ...kernel], attributes: { ...window, group } };
};

/** Dims of two matrices, or vectors, that can be multiplied. */
const matrixDims = (source: GraphSource): { left: number[]; right: number[] } => {
  const { choose } = source;
  const [rows, depth, columns] = [choose.integer(1, 4), choose.integer(1, 4), choose.integer(1, 4)];
  const batch = source.dims(choose.integer(0, 2)).map(dim => Math.min(dim, 3));
  const partner = batch.slice(choose.integer(0, batch.length)).map(dim => (choose.flag() ? dim : 1));
  const [left, right] = choose.flag() ? [batch, partner] : [partner, batch];
  return {
    left: choose.integer(0, 4) === 4 ? [depth] : [...left, rows, depth],
    right: choose.integer(0, 4) === 4 ? [depth] : [...right, depth, columns],
  };
};

/** A single quantization parameter, or one per slice. */
const parameterDims = ({ choose }: GraphSource, slices: number): number[] => choose.pick([[], [1], [slices]]);

const positive = (source: GraphSource, dtype: DType, dims: readonly number[]): Value =>
  source.constant({ dtype, dims }, () => source.choose.integer(1, 16) / 16);

const zeroPoint = (source: GraphSource, dtype: DType, dims: readonly number[]): Value =>
  source.constant({ dtype, dims }, () => source.choose.integer(0, 7));

export const contractionRecipes = {
  attention: (source, op) => {
    const { choose } = source;
    const dtype = choose.pick(floats);
    const [l, s, e, v] = [choose.integer(1, 3), choose.integer(1, 3), choose.integer(1, 3), choose.integer(1, 3)];
    const batch = source.dims(choose.integer(0, 2)).map(dim => Math.min(dim, 2));
    const matrix = (...dims: number[]) => source.like({ dtype, dims: [...batch, ...dims] });
    const operands = [matrix(l, e), matrix(s, e), matrix(s, v)];
    if (choose.flag()) operands.push(source.broadcasting({ dtype, dims: [...batch, l, s] }));
    source.node(op, operands, { scale: choose.pick([1, 0.125]) });
  },
  conv2d: (source, op) => {
    const { input, filters, weightDims, attributes } = convolution(source, floats);
    const { dtype } = input.type;
    const bias = source.choose.flag() ? source.like({ dtype, dims: [filters] }) : undefined;
    fusedNode(source, op, [input, source.like({ dtype, dims: weightDims })], bias, attributes);
  },
  conv2d_integer: (source, op) => {
    const { input, filters, weightDims, attributes } = convolution(source, codes);
    const weight = source.like({ dtype: source.choose.pick(codes), dims: weightDims });
    const operands = [
      input,
      weight,
      zeroPoint(source, input.type.dtype, []),
      zeroPoint(source, weight.type.dtype, parameterDims(source, filters)),
    ];
    if (source.choose.flag()) operands.push(source.like({ dtype: "int32", dims: [filters] }));
    source.node(op, operands, attributes);
  },
  conv_transpose2d: (source, op) => {
    const { choose } = source;
    const { kernel, strides, pads, dilations } = windowOf(source);
    const [group, perGroup, filtersPerGroup] = [choose.integer(1, 2), choose.integer(1, 2), choose.integer(1, 2)];
    // Two rows and columns at least leave something when pads (fewer than the window covers) crop the result.
    const input = imageOf(source, floats, group * perGroup, [3, 3]);
    const { dtype } = input.type;
    const weight = source.like({ dtype, dims: [group * perGroup, filtersPerGroup, ...kernel] });
    const bias = choose.flag() ? source.like({ dtype, dims: [group * filtersPerGroup] }) : undefined;
    const outputPadding = strides.map(stride => choose.integer(0, stride - 1));
    fusedNode(source, op, [input, weight], bias, {
      strides,
      pads,
      dilations,
      group,
      output_padding: outputPadding,
    });
  },
  dequantize: (source, op) => {
    const input = source.tensor(integers, 1);
    const axis = axisOf(source, input.type);
    const dims = parameterDims(source, input.type.dims[axis] ?? 1);
    const scale = positive(source, source.choose.pick(["f32", "f16"]), dims);
    source.node(op, [input, scale, zeroPoint(source, input.type.dtype, dims)], { axis });
  },
  dynamic_quantize: (source, op) => source.node(op, [source.tensor(["f32"])]),
  matmul: (source, op) => {
    const { left, right } = matrixDims(source);
    const dtype = source.choose.pick(floats);
    const factors = [source.like({ dtype, dims: left }), source.like({ dtype, dims: right })];
    const hasBias = right.length > 1 && source.choose.flag();
    const bias = hasBias ? source.like({ dtype, dims: right.slice(-1) }) : undefined;
    fusedNode(source, op, factors, bias, {});
  },
  matmul_integer: (source, op) => {
    const { choose } = source;
    const { left, right } = matrixDims(source);
    const [leftType, rightType] = [choose.pick(codes), choose.pick(codes)];
    const rows = left.length > 1 ? (left.at(-2) ?? 1) : 1;
    const columns = right.length > 1 ? (right.at(-1) ?? 1) : 1;
    const operands = [
      source.like({ dtype: leftType, dims: left }),
      source.like({ dtype: rightType, dims: right }),
      zeroPoint(source, leftType, parameterDims(source, rows)),
      zeroPoint(source, rightType, parameterDims(source, columns)),
    ];
    if (choose.flag()) operands.push(source.like({ dtype: "int32", dims: [columns] }));
    source.node(op, operands);
  },
  quantize: (source, op) => {
    const input = source.tensor(floats, 1);
    const axis = axisOf(source, input.type);
    const dims = parameterDims(source, input.type.dims[axis] ?? 1);
    const dtype = source.choose.pick(integers.filter(type => type !== "int64"));
    const scale = positive(source, "f32", dims);
    source.node(op, [input, scale, zeroPoint(source, dtype, dims)], { axis, dtype });
  },
  requantize: (source, op) => {
    const accumulator = source.tensor(["int32"], 1);
    const axis = axisOf(source, accumulator.type);
    const dims = parameterDims(source, accumulator.type.dims[axis] ?? 1);
    const dtype = source.choose.pick(codes);
    source.node(op, [accumulator, positive(source, "f32", dims), zeroPoint(source, dtype, dims)], { axis, dtype });
  },
  requantize_dyadic: (source, op) => {
    const accumulator = source.tensor(["int32"], 1);
    const axis = axisOf(source, accumulator.type);
    const dims = parameterDims(source, accumulator.type.dims[axis] ?? 1);
    const dtype = source.choose.pick(codes);
    const factors = [positive(source, "int32", dims), positive(source, "uint8", dims)];
    source.node(op, [accumulator, ...factors, zeroPoint(source, dtype, dims)], { axis, dtype });
  },
} satisfies Record<string, Recipe>;
