/** `--target NAME`. */
import type { Target } from "../accelerators/targets.ts";
import { CompileError } from "../support/diagnostic.ts";
import { unknownTarget } from "./messages.ts";

export const defaultTarget = "npu-256";

/** Gives the machine of a name, or throws a CompileError where there is none. Reading the machines takes time, so it is done late. */
export const namedTargets = async (): Promise<(name: string) => Target> => {
  const { targetNamed, targets } = await import("../accelerators/targets.ts");
  const names = targets.map(({ name }) => name);
  return name => {
    const target = targetNamed(name);
    if (target === undefined) throw new CompileError([unknownTarget(name, names)]);
    return target;
  };
};
