/** What no memory plan may have. */
import type { PlanMemory } from "../../accelerators/plan.ts";

/** Pairs of activations that share bytes while both are alive. */
export const overlapsIn = (memory: readonly PlanMemory[]): string[] => {
  const entries = memory.filter(({ region }) => region === "activations");
  return entries.flatMap((a, i) =>
    entries
      .slice(i + 1)
      .filter(
        b =>
          a.level === b.level &&
          a.fromCycle < b.toCycle &&
          b.fromCycle < a.toCycle &&
          a.offsetBytes < b.offsetBytes + b.sizeBytes &&
          b.offsetBytes < a.offsetBytes + a.sizeBytes,
      )
      .map(b => `${a.tensor} and ${b.tensor}`),
  );
};
