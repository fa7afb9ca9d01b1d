/** Data movement: what are attributes here are mostly constant operands in ONNX. */
import { scalar } from "../../../tensor.ts";
import { type Exporter, operandOf } from "../exporter.ts";

export const reshape: Exporter<"reshape"> = (node, write) => {
  const { shape } = node.attributes;
  // Without it a 0 would stand for "as in the input".
  const attributes = shape.includes(0) ? { allowzero: { int: 1 } } : {};
  write.final("Reshape", [operandOf(node, 0).name, write.ints("shape", shape)], attributes);
};

export const expand: Exporter<"expand"> = (node, write) => {
  write.final("Expand", [operandOf(node, 0).name, write.ints("shape", node.attributes.shape)]);
};

export const tile: Exporter<"tile"> = (node, write) => {
  write.final("Tile", [operandOf(node, 0).name, write.ints("repeats", node.attributes.repeats)]);
};

export const slice: Exporter<"slice"> = (node, write) => {
  const { starts, ends, axes, steps } = node.attributes;
  // Here an end of -1 lies before the first element; there it would be the last, and what lies far out is cut.
  const bounds = ends.map((end, i) => ((steps[i] ?? 1) < 0 && end === -1 ? -(2 ** 31) : end));
  write.final("Slice", [
    operandOf(node, 0).name,
    write.ints("starts", starts),
    write.ints("ends", bounds),
    write.ints("axes", axes),
    write.ints("steps", steps),
  ]);
};

export const pad: Exporter<"pad"> = (node, write) => {
  const { pads, mode, value } = node.attributes;
  const { name, type } = operandOf(node, 0);
  const fill = mode === "constant" ? write.constant("fill", scalar(type.dtype, value)) : undefined;
  write.final("Pad", [name, write.ints("pads", pads), fill], { mode: { string: mode } });
};

export const trilu: Exporter<"trilu"> = (node, write) => {
  const { k, upper } = node.attributes;
  const diagonal = write.constant("k", scalar("int64", k));
  write.final("Trilu", [operandOf(node, 0).name, diagonal], { upper: { int: Number(upper) } });
};
