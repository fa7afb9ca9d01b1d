/** Resizing: the library's own interpolation where it places samples as ONNX does, else samples picked or weighed axis by axis. */
import { axisSamples, type Sample } from "../../../../ir/interp/kernels/resize-samples.ts";
import type { OpAttributes } from "../../../../ir/ops/index.ts";
import { type Call, type DeviceTensor, givenAt, type Tensorflow, type Translation, typeAt } from "../translation.ts";
import { alongAxis } from "./movement.ts";
import { toChannelsFirst, toChannelsLast } from "./windows.ts";

type Bilinear = { readonly alignCorners: boolean; readonly halfPixelCenters: boolean };

const placements: Partial<Record<OpAttributes<"resize">["coordinate_transformation"], Bilinear>> = {
  half_pixel: { alignCorners: false, halfPixelCenters: true },
  align_corners: { alignCorners: true, halfPixelCenters: false },
  asymmetric: { alignCorners: false, halfPixelCenters: false },
};

export const resize: Translation<"resize"> = {
  takes: "data",
  refuses: ({ attributes, operands }) => {
    if (attributes.coordinate_transformation === "tf_crop_and_resize") return "it crops";
    const { dtype } = typeAt(operands, 0);
    return attributes.mode === "nearest" || dtype === "f32" ? undefined : `it interpolates in ${dtype}`;
  },
  compute(call) {
    const placement = bilinear(call);
    return [placement === undefined ? axisByAxis(call) : interpolated(call, placement)];
  },
};

/** How the library is asked for the same samples; undefined where it has no way. */
const bilinear = ({ attributes, operands }: Call<"resize">): Bilinear | undefined => {
  const { mode, sizes, scales, coordinate_transformation: coordinates } = attributes;
  const { dims } = typeAt(operands, 0);
  const isImage = dims.length === 4 && sizes[0] === dims[0] && sizes[1] === dims[1];
  // What the library derives from the sizes.
  const isWhole = dims.every((dim, axis) => Math.abs((scales[axis] ?? 1) * dim - (sizes[axis] ?? 0)) < 1e-6 * dim);
  return mode === "linear" && isImage && isWhole ? placements[coordinates] : undefined;
};

const interpolated = (call: Call<"resize">, { alignCorners, halfPixelCenters }: Bilinear): DeviceTensor => {
  const { tf } = call;
  const [, , height = 0, width = 0] = typeAt(call.results, 0).dims;
  const image = toChannelsLast(tf, givenAt(call, 0));
  return toChannelsFirst(tf, tf.image.resizeBilinear(image, [height, width], alignCorners, halfPixelCenters));
};

const axisByAxis = ({ tf, given, attributes, operands, results }: Call<"resize">): DeviceTensor => {
  let value = givenAt({ given }, 0);
  const { dims } = typeAt(operands, 0);
  for (const axis of typeAt(results, 0).dims.keys()) {
    const samples = axisSamples(attributes, dims, axis);
    if (samples === undefined) continue;
    value =
      attributes.mode === "nearest"
        ? alongAxis(
            tf,
            value,
            axis,
            samples.map(([sample]) => sample?.index ?? 0),
          )
        : weighed(tf, value, axis, samples);
  }
  return value;
};

/** A product with the matrix of weights: [positions, dim] times the axis brought to the front. */
const weighed = (
  tf: Tensorflow,
  x: DeviceTensor,
  axis: number,
  samples: readonly (readonly Sample[])[],
): DeviceTensor => {
  const dim = x.shape[axis] ?? 1;
  const weights = new Float32Array(samples.length * dim);
  for (const [position, parts] of samples.entries())
    for (const { index, weight } of parts) {
      const place = position * dim + index;
      weights[place] = (weights[place] ?? 0) + weight;
    }
  const order = [axis, ...[...x.shape.keys()].filter(other => other !== axis)];
  const front = tf.transpose(x, order);
  const sums = tf.matMul(tf.tensor2d(weights, [samples.length, dim]), tf.reshape(front, [dim, -1]));
  const back = order.map((_, i) => order.indexOf(i));
  return tf.transpose(tf.reshape(sums, [samples.length, ...front.shape.slice(1)]), back);
};
