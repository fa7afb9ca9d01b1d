/** The only list of passes. */
import { foldConstants } from "./fold-constants.ts";
import { fuseActivations } from "./fuse-activations.ts";
import { fuseResidualAdd } from "./fuse-residual-add.ts";
import type { Pass } from "./pass.ts";
import { removeDeadNodes } from "./remove-dead-nodes.ts";

export const passes = {
  "fold-constants": foldConstants,
  "remove-dead-nodes": removeDeadNodes,
  "fuse-residual-add": fuseResidualAdd,
  "fuse-activations": fuseActivations,
} as const satisfies Record<string, Pass>;

export type PassName = keyof typeof passes;

export const isPassName = (name: string): name is PassName => Object.hasOwn(passes, name);
