/** Named orders of passes, each line with why it stands there. */
import type { PassName } from "./index.ts";

/** A pass, or passes that are repeated in turn until a whole round changes nothing, but no more than `atMost` times. */
export type Step = PassName | { readonly untilStable: readonly PassName[]; readonly atMost: number };

export interface Pipeline {
  readonly name: string;
  /** One sentence: what it is for. */
  readonly summary: string;
  readonly steps: readonly Step[];
}

export const pipelines = {
  default: {
    name: "default",
    summary: "What compile runs: the network in its smallest form, with everything fused that a machine can fuse.",
    steps: [
      "remove-dead-nodes", // importers leave helper nodes behind: nothing below should look at them
      { untilStable: ["fold-constants", "canonicalize"], atMost: 4 }, // patterns look for constants and for one form of each computation
      "recognize-activations", // before weights are folded: the 3 of HardSwish's x + 3 would vanish into a bias
      "recognize-layer-norm", // likewise: its scale and bias are its own, not those of a product further up
      "recognize-attention", // likewise: so is its scale
      "fold-padding", // before fold-affine-inputs, which looks at what stands right before a convolution
      "fold-batch-norm", // backwards first: the contraction before a scale takes it whatever its padding
      "fold-affine-inputs", // what no contraction before it could take
      { untilStable: ["fold-constants", "canonicalize"], atMost: 4 }, // what recognizing and folding left behind
      { untilStable: ["fuse-residual-add", "fuse-activations"], atMost: 16 }, // additions first: then relu(conv + residual) fuses whole; in turn: an activation may uncover the next addition
    ],
  },
  none: {
    name: "none",
    summary: "The network as imported, to see what the passes do.",
    steps: [],
  },
} as const satisfies Record<string, Pipeline>;

/** A pipeline of passes in the order given, as for `--passes a,b`. */
export const pipelineOf = (steps: readonly PassName[]): Pipeline => ({
  name: steps.join(","),
  summary: "passes named by the user",
  steps,
});
