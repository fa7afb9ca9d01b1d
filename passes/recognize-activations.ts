import type { Pass } from "./pass.ts";
import { gelu } from "./recognize/gelu.ts";
import { leakyRelu, mish, softplus } from "./recognize/rectifiers.ts";
import { sigmoidRules } from "./recognize/sigmoid.ts";
import { rewrite } from "./rewrite.ts";

/**
 * Finds activation functions that an exporter wrote out as arithmetic, so that they can be fused as the one step a machine has for
 * them. Only where no part of the formula is read by others, who would need it computed anyway. Results differ from the formula's
 * by its own rounding; that of `softplus` also where the formula overflows.
 */
export const recognizeActivations: Pass = {
  name: "recognize-activations",
  summary: "Find HardSwish, HardSigmoid, SiLU, GELU, Mish, Softplus and LeakyReLU written out as arithmetic.",
  whyGone: "part of an activation function that is one operator now",
  run: graph => rewrite(graph, [...sigmoidRules, gelu, leakyRelu, softplus, mish]),
};
