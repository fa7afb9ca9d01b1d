import { int } from "../attributes.ts";
import { alongAxis } from "./normalization.ts";

const definition = alongAxis({
  name: "lp_normalization",
  summary: "x / Σ |x| (p = 1) or x / √Σ x² (p = 2) along an axis; zeros where the norm is 0.",
  attributes: { axis: int(), p: int(2) },
  axis: ({ attributes }) => attributes.axis,
  operationsPerElement: 3,
  operationsPerLine: ({ attributes }) => (attributes.p === 2 ? 1 : 0),
});

export const lpNormalization: typeof definition = {
  ...definition,
  check: signature => [
    ...definition.check(signature),
    ...([1, 2].includes(signature.attributes.p) ? [] : [`p must be 1 or 2, found ${signature.attributes.p}`]),
  ],
};
