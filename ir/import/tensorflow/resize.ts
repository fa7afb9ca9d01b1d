/** ResizeBilinear and ResizeNearestNeighbor: which place of the input an element of the result comes from. */
import type { OpAttributeInput } from "../../ops/index.ts";
import type { ConversionBuilder } from "../conversion/builder.ts";
import { computed, imageOrder, type Laid } from "./laid.ts";
import { asImage } from "./shape.ts";

export interface Resize {
  readonly mode: "nearest" | "linear";
  /** Height and width of the result. */
  readonly size: readonly [number, number];
  readonly alignCorners: boolean;
  readonly halfPixelCenters: boolean;
}

export const resize = (build: ConversionBuilder, input: Laid, { mode, size, ...places }: Resize): Laid => {
  const image = asImage(input, build);
  const [batch = 1, channels = 1, height = 1, width = 1] = image.type.dims;
  return computed(
    build.node("resize", [image], {
      sizes: [batch, channels, ...size],
      scales: [1, 1, Math.fround(size[0] / height), Math.fround(size[1] / width)],
      mode,
      ...(mode === "nearest" ? nearest(places) : linear(places)),
    }),
    imageOrder,
  );
};

type Places = Pick<Resize, "alignCorners" | "halfPixelCenters">;
type Sampling = Pick<OpAttributeInput<"resize">, "coordinate_transformation" | "nearest_mode">;

const linear = ({ alignCorners, halfPixelCenters }: Places): Sampling => {
  if (alignCorners) return { coordinate_transformation: "align_corners" };
  return { coordinate_transformation: halfPixelCenters ? "half_pixel" : "asymmetric" };
};

/** TensorFlow takes floor((i + 0.5) · scale) of half pixels, floor(i · scale) else, and rounds half up between corners. */
const nearest = ({ alignCorners, halfPixelCenters }: Places): Sampling => {
  if (alignCorners) return { coordinate_transformation: "align_corners", nearest_mode: "round_prefer_ceil" };
  return halfPixelCenters
    ? { coordinate_transformation: "tf_half_pixel_for_nn", nearest_mode: "floor" }
    : { coordinate_transformation: "asymmetric", nearest_mode: "floor" };
};
