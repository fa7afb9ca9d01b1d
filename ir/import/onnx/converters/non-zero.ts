/** NonZero: the number of its results depends on the data, so it can be mapped for known data only. */
import { stridesOf, tensor } from "../../../tensor.ts";
import type { Converter } from "../converter.ts";
import { Refusal } from "../../conversion/refusal.ts";

export const nonZero: Converter = (node, build) => {
  const known = build.known(node.operand(0));
  if (known === undefined)
    throw new Refusal(
      "the size of its result depends on the data",
      "cut the model before this node and do this step on the host",
    );
  const { dims } = known.type;
  const places = Array.from(known.data.keys()).filter(place => known.data[place] !== 0);
  const strides = stridesOf(dims);
  const coordinates = dims.flatMap((dim, axis) => places.map(place => Math.floor(place / (strides[axis] ?? 1)) % dim));
  return build.constant(tensor("int64", [dims.length, places.length], coordinates));
};
