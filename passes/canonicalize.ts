import { arithmeticRules } from "./canonicalize/arithmetic.ts";
import { castRules } from "./canonicalize/cast.ts";
import { clipRules } from "./canonicalize/clip.ts";
import { hoistRules } from "./canonicalize/hoist.ts";
import { shapeRules } from "./canonicalize/shape.ts";
import { sliceRules } from "./canonicalize/slice.ts";
import type { Pass } from "./pass.ts";
import { rewrite } from "./rewrite.ts";

/**
 * Gives every computation one form, so that later passes need to know only that: operators that do nothing vanish, movements
 * and bounds in a row become one, constants stand on the right. Each rule states its algebra; all are exact but for the sign of zero.
 */
export const canonicalize: Pass = {
  name: "canonicalize",
  summary: "Drop operators that do nothing and give equal computations one form.",
  whyGone: "simplified away: it changes nothing, or its neighbour does its work too",
  run: graph =>
    rewrite(graph, [...arithmeticRules, ...clipRules, ...castRules, ...shapeRules, ...sliceRules, ...hoistRules]),
};
