/**
 * Where a resize samples its input, and with which weights, along one axis (ONNX Resize). Places are computed in binary32
 * step by step, as ONNX Runtime does: in doubles a sample halfway between two elements could fall to the other side.
 */
import type { OpAttributes } from "../../ops/index.ts";

export interface Sample {
  readonly index: number;
  readonly weight: number;
}

type ResizeAttributes = OpAttributes<"resize">;

/** The samples of each position in the result; none for a position outside the crop. Undefined where the axis stays as it is. */
export const axisSamples = (
  attributes: ResizeAttributes,
  dims: readonly number[],
  axis: number,
): readonly (readonly Sample[])[] | undefined => {
  const [dim = 0, size = 0, scale = 1] = [dims[axis], attributes.sizes[axis], attributes.scales[axis]];
  const crops = attributes.coordinate_transformation === "tf_crop_and_resize";
  if (scale === 1 && size === dim && !crops) return undefined;
  const cropStart = attributes.roi[axis] ?? 0;
  const cropEnd = attributes.roi[axis + dims.length] ?? 1;
  const place = placements[attributes.coordinate_transformation];
  return Array.from({ length: size }, (_, position) => {
    const at = place({ position, scale: f32(scale), size, dim, cropStart, cropEnd });
    return crops && (at < 0 || at > dim - 1) ? [] : samplesAt[attributes.mode](at, dim, attributes);
  });
};

const f32 = Math.fround;

interface Position {
  readonly position: number;
  readonly scale: number;
  /** Of the result and of the input. */
  readonly size: number;
  readonly dim: number;
  readonly cropStart: number;
  readonly cropEnd: number;
}

const halfPixel = ({ position, scale }: Position): number => f32(f32((position + 0.5) / scale) - 0.5);

/** The formulas of ONNX Resize's attribute coordinate_transformation_mode. */
const placements: Readonly<Record<ResizeAttributes["coordinate_transformation"], (at: Position) => number>> = {
  half_pixel: halfPixel,
  half_pixel_symmetric: at => {
    const adjustment = f32(at.size / f32(at.scale * at.dim));
    const center = at.dim / 2;
    return f32(f32(center * f32(1 - adjustment)) + halfPixel(at));
  },
  pytorch_half_pixel: at => (at.size > 1 ? halfPixel(at) : 0),
  align_corners: ({ position, size, dim }) => (size === 1 ? 0 : f32((position * (dim - 1)) / (size - 1))),
  asymmetric: ({ position, scale }) => f32(position / scale),
  tf_half_pixel_for_nn: ({ position, scale }) => f32((position + 0.5) / scale),
  tf_crop_and_resize: ({ position, size, dim, cropStart, cropEnd }) =>
    size > 1
      ? f32(f32(cropStart * (dim - 1)) + f32(f32(position * f32(cropEnd - cropStart) * (dim - 1)) / (size - 1)))
      : f32(0.5 * f32(cropStart + cropEnd) * (dim - 1)),
};

const samplesAt: Readonly<
  Record<ResizeAttributes["mode"], (at: number, dim: number, attributes: ResizeAttributes) => readonly Sample[]>
> = {
  nearest: (at, dim, { nearest_mode: rounding }) => [{ index: clamp(roundings[rounding](at), dim), weight: 1 }],
  linear: (at, dim) => {
    const inside = Math.min(Math.max(at, 0), dim - 1);
    const index = Math.floor(inside);
    const rest = f32(inside - index);
    return rest === 0
      ? [{ index, weight: 1 }]
      : [
          { index, weight: f32(1 - rest) },
          { index: index + 1, weight: rest },
        ];
  },
  cubic: (at, dim, { cubic_coefficient: coefficient, exclude_outside: excludeOutside }) => {
    const index = Math.floor(at);
    const weights = cubicWeights(f32(at - index), coefficient);
    const samples = weights.map((weight, i) => ({ index: index - 1 + i, weight }));
    if (!excludeOutside) return samples.map(({ index: i, weight }) => ({ index: clamp(i, dim), weight }));
    const kept = samples.filter(({ index: i }) => i >= 0 && i < dim);
    const sum = kept.reduce((total, { weight }) => total + weight, 0);
    return kept.map(({ index: i, weight }) => ({ index: i, weight: weight / sum }));
  },
};

const clamp = (index: number, dim: number): number => Math.min(Math.max(index, 0), dim - 1);

const roundings: Readonly<Record<ResizeAttributes["nearest_mode"], (at: number) => number>> = {
  round_prefer_floor: at => Math.ceil(at - 0.5),
  round_prefer_ceil: at => Math.floor(at + 0.5),
  floor: Math.floor,
  ceil: Math.ceil,
};

/** Weights of the samples at -1, 0, 1 and 2 for a place `t` after sample 0 (Keys, IEEE Trans. ASSP 29(6), 1981, with free coefficient a). */
const cubicWeights = (t: number, a: number): readonly number[] => {
  const near = (x: number): number => ((a + 2) * x - (a + 3)) * x * x + 1;
  const far = (x: number): number => ((a * x - 5 * a) * x + 8 * a) * x - 4 * a;
  return [far(1 + t), near(t), near(1 - t), far(2 - t)];
};
