/** SLICE (begins and sizes), STRIDED_SLICE and REVERSE_V2. */
import { IllFormed } from "../../conversion/refusal.ts";
import { slice as sliced } from "../../tensorflow/shape.ts";
import { stridedSlice as stridedSliced } from "../../tensorflow/strided-slice.ts";
import type { Converter } from "../converter.ts";
import { onCodes } from "../quantized.ts";
import { staticAxes, staticInts } from "../../tensorflow/static.ts";

/** A size of -1 reaches to the end. */
export const slice: Converter = onCodes((node, build) => {
  const { dims } = node.operand(0).type;
  const [begins, sizes] = [staticInts(node, 1, build), staticInts(node, 2, build)];
  if (begins.length !== dims.length || sizes.length !== dims.length)
    throw new IllFormed(`its begins and sizes do not fit an operand of ${dims.length} axes`);
  const parts = dims.map((dim, axis) => {
    const [start = 0, size = 0] = [begins[axis], sizes[axis]];
    const end = size === -1 ? dim : start + size;
    if (start < 0 || size < -1 || end > dim) throw new IllFormed(`it takes [${start}, ${end}) of an axis of ${dim}`);
    return { axis, start, end, step: 1 };
  });
  return sliced(build, node.operand(0), parts);
});

export const stridedSlice: Converter = onCodes((node, build) =>
  stridedSliced(build, node.operand(0), {
    begin: staticInts(node, 1, build),
    end: staticInts(node, 2, build),
    strides: staticInts(node, 3, build),
    ...node.options("stridedSlice"),
  }),
);

export const reverse: Converter = onCodes((node, build) => {
  const { dims } = node.operand(0).type;
  const parts = staticAxes(node, 1, build).map(axis => ({ axis, start: (dims[axis] ?? 0) - 1, end: -1, step: -1 }));
  return sliced(build, node.operand(0), parts);
});
