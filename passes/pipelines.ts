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
      "remove-dead-nodes", // importers leave training outputs and helper nodes behind: nothing below should look at them
      "fold-constants", // patterns below look for constants, not for the nodes that make them
      "fuse-residual-add", // before activations: relu(conv + residual) fuses whole, add first
      "fuse-activations",
    ],
  },
  none: {
    name: "none",
    summary: "The network as imported, to see what the passes do.",
    steps: [],
  },
} as const satisfies Record<string, Pipeline>;

export type PipelineName = keyof typeof pipelines;

/** A pipeline of passes in the order given, as for `--passes a,b`. */
export const pipelineOf = (steps: readonly PassName[]): Pipeline => ({
  name: steps.join(","),
  summary: "passes named by the user",
  steps,
});
