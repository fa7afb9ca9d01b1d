/** Resize: by scales where they give our sizes, by sizes where the scales were derived from them. */
import { tensor } from "../../../tensor.ts";
import { type Exporter, operandOf } from "../exporter.ts";

export const resize: Exporter<"resize"> = (node, write) => {
  const { sizes, scales, mode, roi } = node.attributes;
  const { name, type } = operandOf(node, 0);
  // As ONNX Runtime computes it: a binary32 product, truncated.
  const scaled = type.dims.map((dim, axis) => Math.trunc(Math.fround(Math.fround(scales[axis] ?? 1) * dim)));
  const byScales = scaled.every((size, axis) => size === sizes[axis]);
  const region = roi.length === 0 ? undefined : write.constant("roi", tensor("f32", [roi.length], roi));
  const extent = byScales
    ? [write.constant("scales", tensor("f32", [scales.length], scales))]
    : [undefined, write.ints("sizes", sizes)];
  write.final("Resize", [name, region, ...extent], {
    mode: { string: mode },
    coordinate_transformation_mode: { string: node.attributes.coordinate_transformation },
    nearest_mode: { string: node.attributes.nearest_mode },
    cubic_coeff_a: { float: node.attributes.cubic_coefficient },
    exclude_outside: { int: Number(node.attributes.exclude_outside) },
    extrapolation_value: { float: node.attributes.extrapolation_value },
  });
};
