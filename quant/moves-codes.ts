/** Operators that only move elements about, or pick some: on codes they do the same as on the reals that the codes stand for. */
import type { Node } from "../ir/graph.ts";
import type { OpName } from "../ir/ops/index.ts";

const always: ReadonlySet<OpName> = new Set<OpName>([
  "depth_to_space",
  "expand",
  "gather",
  "gather_elements",
  "gather_nd",
  "max_pool2d",
  "reduce_max",
  "reduce_min",
  "reshape",
  "slice",
  "space_to_depth",
  "tile",
  "transpose",
]);

/** True where the node's first result holds elements of its first operand only (padding with zeros: the zero point is one of its codes). */
export const movesCodes = ({ op, attributes }: Node): boolean => {
  if (always.has(op)) return true;
  if (op === "pad") return attributes["mode"] !== "constant" || attributes["value"] === 0;
  if (op === "resize")
    return attributes["mode"] === "nearest" && attributes["coordinate_transformation"] !== "tf_crop_and_resize";
  return false;
};
