import type { OpAttributes } from "../../ops/index.ts";
import { elementCount, stridesOf, type Tensor, type TensorType } from "../../tensor.ts";
import type { Kernel } from "../kernel.ts";
import { operandAt, typeAt } from "./elementwise.ts";
import { axisSamples, type Sample } from "./resize-samples.ts";
import { indexFromOffsets, takeAt } from "./select.ts";
import { rounded } from "./store.ts";

/** Interpolation is separable: one axis after the other, in doubles. Nearest copies, so it serves every type. */
export const resize: Kernel<"resize"> = ({ operands, attributes, results }) => {
  const [input, type] = [operandAt(operands, 0), typeAt(results, 0)];
  const samples = type.dims.map((_, axis) => axisSamples(attributes, input.type.dims, axis));
  if (attributes.mode === "nearest") return [takeNearest(input, samples, type, attributes)];
  let values = new Float64Array(input.data);
  let dims = input.type.dims;
  for (const [axis, positions] of samples.entries()) {
    if (positions === undefined) continue;
    values = resampleAxis(values, dims, axis, positions);
    dims = dims.with(axis, positions.length);
  }
  extrapolate(values, samples, type, attributes);
  return [rounded(type, values)];
};

type AxisSamples = readonly (readonly Sample[])[] | undefined;

const takeNearest = (
  input: Tensor,
  samples: readonly AxisSamples[],
  type: TensorType,
  attributes: OpAttributes<"resize">,
): Tensor => {
  const strides = stridesOf(input.type.dims);
  const offsets = type.dims.map((length, axis) =>
    Array.from({ length }, (_, i) => {
      const positions = samples[axis];
      const from = positions === undefined ? i : (positions[i]?.[0]?.index ?? -1);
      return from < 0 ? -1 : from * (strides[axis] ?? 0);
    }),
  );
  return takeAt(input, indexFromOffsets(offsets), type, Math.fround(attributes.extrapolation_value));
};

const resampleAxis = (
  values: Float64Array,
  dims: readonly number[],
  axis: number,
  positions: readonly (readonly Sample[])[],
): Float64Array<ArrayBuffer> => {
  const dim = dims[axis] ?? 0;
  const run = elementCount(dims.slice(axis + 1));
  const outer = elementCount(dims.slice(0, axis));
  const resampled = new Float64Array(outer * positions.length * run);
  for (let i = 0; i < outer; i++)
    for (const [position, samples] of positions.entries()) {
      const to = (i * positions.length + position) * run;
      for (const { index, weight } of samples) {
        const from = (i * dim + index) * run;
        for (let j = 0; j < run; j++)
          resampled[to + j] = (resampled[to + j] ?? NaN) + weight * (values[from + j] ?? NaN);
      }
    }
  return resampled;
};

/** Elements that have no sample on some axis lie outside the crop. */
const extrapolate = (
  values: Float64Array,
  samples: readonly AxisSamples[],
  type: TensorType,
  attributes: OpAttributes<"resize">,
): void => {
  if (attributes.coordinate_transformation !== "tf_crop_and_resize") return;
  const inside = indexFromOffsets(
    type.dims.map((length, axis) =>
      Array.from({ length }, (_, i) => (samples[axis] === undefined || (samples[axis][i]?.length ?? 0) > 0 ? 0 : -1)),
    ),
  );
  for (let i = 0; i < values.length; i++) if ((inside[i] ?? 0) < 0) values[i] = attributes.extrapolation_value;
};
