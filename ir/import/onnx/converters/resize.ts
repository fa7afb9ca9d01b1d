/**
 * Upsample (opset 7 and 9) and Resize (10 to 19). Before 11 places are asymmetric and the nearest element is the one before,
 * or after where an axis shrinks; from 11 on attributes say so. From 18 on scales and sizes may belong to some axes only.
 */
import type { Value } from "../../../graph.ts";
import type { OpAttributes } from "../../../ops/index.ts";
import type { ConversionBuilder } from "../../conversion/builder.ts";
import type { Converter, NodeView } from "../converter.ts";
import { IllFormed, Refusal } from "../../conversion/refusal.ts";
import { axesFromFront } from "../../conversion/axes.ts";

type ResizeAttributes = OpAttributes<"resize">;

export const upsample: Converter = (node, build) => {
  const scales = node.opset >= 9 ? numbersOf(node, 1) : node.attributes.floats("scales");
  return plainResize(node, build, scales ?? []);
};

export const resize: Converter = (node, build) => {
  if (node.opset < 11) return plainResize(node, build, numbersOf(node, 1) ?? []);
  if (node.attributes.flag("antialias", false))
    throw new Refusal("it smooths before it shrinks (antialias)", "export the model without antialiasing");
  const input = node.operand(0);
  const coordinates = choice(node, "coordinate_transformation_mode", coordinateTransformations, "half_pixel");
  return build.node("resize", [input], {
    ...extentOf(node, input.type.dims),
    mode: choice(node, "mode", modes, "nearest"),
    coordinate_transformation: coordinates,
    nearest_mode: choice(node, "nearest_mode", nearestModes, "round_prefer_floor"),
    cubic_coefficient: node.attributes.float("cubic_coeff_a", -0.75),
    exclude_outside: node.attributes.flag("exclude_outside", false),
    extrapolation_value: node.attributes.float("extrapolation_value", 0),
    roi: coordinates === "tf_crop_and_resize" ? regionOf(node, input.type.dims.length) : [],
  });
};

const modes = ["nearest", "linear", "cubic"] as const satisfies readonly ResizeAttributes["mode"][];
const nearestModes = ["round_prefer_floor", "round_prefer_ceil", "floor", "ceil"] as const;
const coordinateTransformations = [
  "half_pixel",
  "half_pixel_symmetric",
  "pytorch_half_pixel",
  "align_corners",
  "asymmetric",
  "tf_crop_and_resize",
  "tf_half_pixel_for_nn",
] as const satisfies readonly ResizeAttributes["coordinate_transformation"][];

const choice = <T extends string>(node: NodeView, name: string, known: readonly T[], byDefault: T): T => {
  const given = node.attributes.string(name, byDefault);
  const found = known.find(value => value === given);
  if (found === undefined) throw new Refusal(`its attribute ${name} is ${given}`);
  return found;
};

/** The operand's elements; undefined where it is left out or empty, which Resize takes for the same. */
const numbersOf = (node: NodeView, index: number): readonly number[] | undefined => {
  if (node.optional(index) === undefined) return undefined;
  const numbers = Array.from(node.staticTensor(index).data);
  return numbers.length === 0 ? undefined : numbers;
};

/** Shrinking axes look up, growing ones down: where both occur it takes two steps. */
const plainResize = (node: NodeView, build: ConversionBuilder, scales: readonly number[]): Value => {
  const mode = choice(node, "mode", ["nearest", "linear"], "nearest");
  const step = (input: Value, factors: readonly number[], nearestMode: "floor" | "ceil"): Value =>
    build.node("resize", [input], {
      scales: factors,
      sizes: factors.map((scale, axis) => scaledSize(scale, input.type.dims[axis] ?? 0)),
      mode,
      coordinate_transformation: "asymmetric",
      nearest_mode: nearestMode,
    });
  const input = node.operand(0);
  const shrinks = scales.some(scale => scale < 1);
  if (mode === "linear" || !shrinks) return step(input, scales, "floor");
  const shrunk = step(
    input,
    scales.map(scale => Math.min(scale, 1)),
    "ceil",
  );
  return scales.some(scale => scale > 1)
    ? step(
        shrunk,
        scales.map(scale => Math.max(scale, 1)),
        "floor",
      )
    : shrunk;
};

/** As ONNX Runtime computes it: a binary32 product, truncated. */
const scaledSize = (scale: number, dim: number): number => Math.trunc(Math.fround(Math.fround(scale) * dim));

const extentOf = (node: NodeView, dims: readonly number[]): Pick<ResizeAttributes, "scales" | "sizes"> => {
  const axes = resizedAxes(node, dims.length);
  const spread = (values: readonly number[], rest: (axis: number) => number): number[] =>
    dims.map((_, axis) => (axes.includes(axis) ? (values[axes.indexOf(axis)] ?? NaN) : rest(axis)));
  const [givenScales, givenSizes] = [numbersOf(node, 2), numbersOf(node, 3)];
  if ((givenScales ?? givenSizes)?.length !== axes.length)
    throw new IllFormed(`it needs a scale or a size for each of ${axes.length} axes`);
  if (givenScales !== undefined) {
    const scales = spread(givenScales, () => 1);
    return { scales, sizes: scales.map((scale, axis) => scaledSize(scale, dims[axis] ?? 0)) };
  }
  return fittedExtent(
    node,
    dims,
    axes,
    spread(givenSizes ?? [], axis => dims[axis] ?? 0),
  );
};

/** Sizes as given or, where the aspect ratio is kept, the largest (smallest) that fit into (cover) them. */
const fittedExtent = (
  node: NodeView,
  dims: readonly number[],
  axes: readonly number[],
  sizes: readonly number[],
): Pick<ResizeAttributes, "scales" | "sizes"> => {
  const policy = choice(node, "keep_aspect_ratio_policy", ["stretch", "not_larger", "not_smaller"], "stretch");
  const scales = sizes.map((size, axis) => Math.fround(size / (dims[axis] ?? 1)));
  if (policy === "stretch") return { scales, sizes };
  const candidates = axes.map(axis => scales[axis] ?? 1);
  const scale = policy === "not_larger" ? Math.min(...candidates) : Math.max(...candidates);
  return {
    scales: scales.map((own, axis) => (axes.includes(axis) ? scale : own)),
    sizes: sizes.map((own, axis) => (axes.includes(axis) ? Math.round(Math.fround(scale * (dims[axis] ?? 0))) : own)),
  };
};

/** Where the crop begins on every axis, then where it ends; axes that are not named keep all. */
const regionOf = (node: NodeView, rank: number): number[] => {
  const axes = resizedAxes(node, rank);
  const given = numbersOf(node, 1) ?? [];
  if (given.length !== 2 * axes.length)
    throw new IllFormed(`its region has ${given.length} numbers for ${axes.length} axes`);
  const region: number[] = Array.from({ length: 2 * rank }, (_, i) => (i < rank ? 0 : 1));
  for (const [i, axis] of axes.entries()) {
    region[axis] = given[i] ?? 0;
    region[axis + rank] = given[i + axes.length] ?? 1;
  }
  return region;
};

const resizedAxes = (node: NodeView, rank: number): readonly number[] => {
  const all = Array.from({ length: rank }, (_, axis) => axis);
  return axesFromFront(node.attributes.ints("axes", all), rank);
};
