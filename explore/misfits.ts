/** Layers that a machine cannot run, and why, in words. */
import type { Infeasibility, MapResult } from "../mapping/mapper.ts";

/** Undefined where the workload fits. */
export const misfitOf = (result: MapResult, machine: string): string | undefined =>
  result.feasible ? undefined : `does not fit ${machine}: ${result.reasons.map(describe).join("; ")}`;

const describe = (reason: Infeasibility): string => {
  switch (reason.kind) {
    case "capacity":
      return `the smallest tiles of its ${reason.tensor} need ${reason.isBound === true ? "at least " : ""}${reason.excess} bytes more than ${reason.level} has`;
    case "operand-width":
      return `no MAC is wide enough for ${reason.weightBits}-bit weights and ${reason.inputBits}-bit inputs`;
  }
};
