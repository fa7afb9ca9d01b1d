/** The only list of passes. */
import { canonicalize } from "./canonicalize.ts";
import { foldAffineInputs } from "./fold-affine-inputs.ts";
import { foldBatchNorm } from "./fold-batch-norm.ts";
import { foldConstants } from "./fold-constants.ts";
import { foldPadding } from "./fold-padding.ts";
import { fuseActivations } from "./fuse-activations.ts";
import { fuseResidualAdd } from "./fuse-residual-add.ts";
import type { Pass } from "./pass.ts";
import { recognizeActivations } from "./recognize-activations.ts";
import { recognizeAttention } from "./recognize-attention.ts";
import { recognizeLayerNorm } from "./recognize-layer-norm.ts";
import { removeDeadNodes } from "./remove-dead-nodes.ts";

export const passes = {
  "remove-dead-nodes": removeDeadNodes,
  "fold-constants": foldConstants,
  canonicalize,
  "recognize-activations": recognizeActivations,
  "recognize-layer-norm": recognizeLayerNorm,
  "recognize-attention": recognizeAttention,
  "fold-padding": foldPadding,
  "fold-batch-norm": foldBatchNorm,
  "fold-affine-inputs": foldAffineInputs,
  "fuse-residual-add": fuseResidualAdd,
  "fuse-activations": fuseActivations,
} as const satisfies Record<string, Pass>;

export type PassName = keyof typeof passes;

export const isPassName = (name: string): name is PassName => Object.hasOwn(passes, name);
