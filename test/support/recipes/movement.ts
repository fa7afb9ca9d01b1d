/** Recipes for operators that move data. */
import type { Value } from "../../../ir/graph.ts";
import type { GraphSource } from "../graph-source.ts";
import { anything, axesOf, axisOf, floats, imageOf, integers, numbers, type Recipe } from "./recipe.ts";

/** Constant indices into an axis of `count` elements, also from the back. */
const indicesOf = (source: GraphSource, dims: readonly number[], count: number, fromBack = true): Value =>
  source.constant({ dtype: source.choose.pick(["int64", "int32"]), dims }, () =>
    source.choose.integer(fromBack ? -count : 0, count - 1),
  );

/** An order of all axes. */
const permutationOf = ({ choose }: GraphSource, rank: number): number[] => {
  const rest = Array.from({ length: rank }, (_, axis) => axis);
  const permutation: number[] = [];
  while (rest.length > 0) permutation.push(...rest.splice(choose.integer(0, rest.length - 1), 1));
  return permutation;
};

/** Other dims with as many elements: axes merged, ones dropped and put in. */
const reshaped = ({ choose }: GraphSource, dims: readonly number[]): number[] => {
  const shape: number[] = [];
  for (const dim of dims) {
    if (shape.length > 0 && choose.flag()) shape.push((shape.pop() ?? 1) * dim);
    else if (dim !== 1 || choose.flag()) shape.push(dim);
    if (shape.length < 4 && choose.integer(0, 3) === 3) shape.push(1);
  }
  return shape;
};

/** Start, end and step of a slice of an axis; a negative step may end before element 0, at -1. */
const sliceOf = ({ choose }: GraphSource, dim: number): { start: number; end: number; step: number } => {
  const step = choose.pick([1, 1, 2, 3, -1, -2]);
  const first = choose.integer(0, dim - 1);
  return step > 0
    ? { start: first, end: choose.integer(first + 1, dim), step }
    : { start: first, end: choose.integer(-1, first - 1), step };
};

/** A scatter's reduction that the dtype has an exact meaning for. */
const reductionOf = ({ choose }: GraphSource): string => choose.pick(["none", "add", "mul", "max", "min"]);

export const movementRecipes = {
  concat: (source, op) => {
    const first = source.tensor(anything, 1);
    const axis = axisOf(source, first.type);
    const { dtype, dims } = first.type;
    const others = Array.from({ length: source.choose.integer(0, 2) }, () =>
      source.value(
        type =>
          type.dtype === dtype &&
          type.dims.length === dims.length &&
          String(type.dims.toSpliced(axis, 1, 0)) === String(dims.toSpliced(axis, 1, 0)),
        () => ({ dtype, dims: dims.with(axis, source.choose.integer(1, 3)) }),
      ),
    );
    source.node(op, [first, ...others], { axis });
  },
  depth_to_space: (source, op) => {
    const block = source.choose.integer(1, 2);
    const channels = block ** 2 * source.choose.integer(1, 2);
    const mode = source.choose.pick(["DCR", "CRD"]);
    source.node(op, [imageOf(source, anything, channels, [1, 1])], { block, mode });
  },
  expand: (source, op) => {
    const input = source.tensor(anything, 0, 3);
    const { choose } = source;
    const stretched = input.type.dims.map(dim => (dim === 1 ? choose.integer(1, 3) : dim));
    source.node(op, [input], { shape: [...source.dims(choose.integer(0, 1)), ...stretched] });
  },
  gather: (source, op) => {
    const input = source.tensor(anything, 1);
    const axis = axisOf(source, input.type);
    const indices = indicesOf(source, source.dims(source.choose.integer(0, 2)), input.type.dims[axis] ?? 1);
    source.node(op, [input, indices], { axis });
  },
  gather_elements: (source, op) => {
    const input = source.tensor(anything, 1);
    const axis = axisOf(source, input.type);
    const dims = input.type.dims.map((dim, i) => source.choose.integer(1, i === axis ? 3 : dim));
    source.node(op, [input, indicesOf(source, dims, input.type.dims[axis] ?? 1)], { axis });
  },
  gather_nd: (source, op) => {
    const input = source.tensor(anything, 1);
    const { choose } = source;
    const { dims } = input.type;
    const batchDims = choose.integer(0, dims.length - 1);
    const tuple = choose.integer(1, dims.length - batchDims);
    const smallest = Math.min(...dims.slice(batchDims, batchDims + tuple));
    const indices = [...dims.slice(0, batchDims), ...source.dims(choose.integer(0, 1)), tuple];
    source.node(op, [input, indicesOf(source, indices, smallest)], { batch_dims: batchDims });
  },
  one_hot: (source, op) => {
    const indices = source.tensor([...integers, "f32"], 0, 3);
    const { choose } = source;
    source.node(op, [indices], {
      depth: choose.integer(1, 4),
      axis: choose.integer(0, indices.type.dims.length),
      on: choose.integer(1, 3),
      off: choose.integer(0, 1),
      dtype: choose.pick(["f32", "int32", "uint8", "f16"]),
    });
  },
  pad: (source, op) => {
    const input = source.tensor(anything);
    const { choose } = source;
    const mode = choose.pick(["constant", "reflect", "edge", "wrap"]);
    const { dims } = input.type;
    const pads = [...dims, ...dims].map(dim => choose.integer(0, Math.min(2, mode === "constant" ? 2 : dim - 1)));
    source.node(op, [input], { pads, mode, value: choose.integer(0, 1) });
  },
  reshape: (source, op) => {
    const input = source.tensor(anything);
    source.node(op, [input], { shape: reshaped(source, input.type.dims) });
  },
  resize: (source, op) => {
    const input = source.tensor(floats, 1);
    const { choose } = source;
    const { dims } = input.type;
    const sizes = dims.map(dim => (choose.flag() ? dim : choose.integer(1, 5)));
    const transformations = ["half_pixel", "half_pixel_symmetric", "pytorch_half_pixel", "align_corners", "asymmetric"];
    const crops = choose.integer(0, 5) === 5;
    source.node(op, [input], {
      sizes,
      scales: sizes.map((size, axis) => size / (dims[axis] ?? 1)),
      mode: choose.pick(["nearest", "linear", "cubic"]),
      coordinate_transformation: crops ? "tf_crop_and_resize" : choose.pick(transformations),
      nearest_mode: choose.pick(["round_prefer_floor", "round_prefer_ceil", "floor", "ceil"]),
      cubic_coefficient: choose.pick([-0.75, -0.5]),
      exclude_outside: choose.flag(),
      extrapolation_value: choose.integer(0, 1),
      roi: crops ? [...dims.map(() => choose.pick([0, 0.25])), ...dims.map(() => choose.pick([0.75, 1]))] : [],
    });
  },
  scatter_elements: (source, op) => {
    const input = source.tensor(numbers, 1);
    const axis = axisOf(source, input.type);
    const { dtype, dims } = input.type;
    const indices = indicesOf(
      source,
      dims.map(dim => source.choose.integer(1, dim)),
      dims[axis] ?? 1,
    );
    const updates = source.like({ dtype, dims: indices.type.dims });
    source.node(op, [input, indices, updates], { axis, reduction: reductionOf(source) });
  },
  scatter_nd: (source, op) => {
    const input = source.tensor(numbers, 1);
    const { choose } = source;
    const { dtype, dims } = input.type;
    const tuple = choose.integer(1, dims.length);
    const leading = source.dims(choose.integer(0, 1));
    const indices = indicesOf(source, [...leading, tuple], Math.min(...dims.slice(0, tuple)));
    const updates = source.like({ dtype, dims: [...leading, ...dims.slice(tuple)] });
    source.node(op, [input, indices, updates], { reduction: reductionOf(source) });
  },
  slice: (source, op) => {
    const input = source.tensor(anything);
    const axes = axesOf(source, input.type);
    const slices = axes.map(axis => sliceOf(source, input.type.dims[axis] ?? 1));
    source.node(op, [input], {
      starts: slices.map(({ start }) => start),
      ends: slices.map(({ end }) => end),
      axes,
      steps: slices.map(({ step }) => step),
    });
  },
  space_to_depth: (source, op) => {
    const block = source.choose.integer(1, 2);
    const size = (): number => block * source.choose.integer(1, 2);
    const input = source.like({ dtype: source.choose.pick(anything), dims: [1, size(), size(), size()] });
    source.node(op, [input], { block });
  },
  tile: (source, op) => {
    const input = source.tensor(anything);
    source.node(op, [input], { repeats: input.type.dims.map(() => source.choose.integer(1, 2)) });
  },
  transpose: (source, op) => {
    const input = source.tensor(anything);
    source.node(op, [input], { permutation: permutationOf(source, input.type.dims.length) });
  },
  trilu: (source, op) => {
    const { choose } = source;
    source.node(op, [source.tensor(anything, 2)], { upper: choose.flag(), k: choose.integer(-2, 2) });
  },
} satisfies Record<string, Recipe>;
