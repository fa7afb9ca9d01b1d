import { string, strings } from "../attributes.ts";
import { dataMovement, defineOp } from "../op.ts";
import { parseType } from "../tensor.ts";

/** A node of the source that has no operator here, kept in place when the user allows it. It cannot run; its work is unknown. */
export const opaque = defineOp({
  name: "opaque",
  summary: "A source node that could not be mapped, and why; `types` are those of its results, written as f32[1,2].",
  operands: ["inputs?..."],
  attributes: { source: string(), reason: string(), types: strings() },
  check: ({ attributes: { types } }) =>
    types.filter(text => parseType(text) === undefined).map(text => `"${text}" names no tensor type`),
  infer: ({ attributes: { types } }) => types.flatMap(text => parseType(text) ?? []),
  work: () => dataMovement,
});
