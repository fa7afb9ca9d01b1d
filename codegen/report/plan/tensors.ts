/** Which tensor of the plan's memory an id means: reshapes have ids of their own for the same bytes. */
import type { PlanMemory } from "../../../accelerators/plan.ts";

/** The entry of `network` with that id or alias. */
export const tensorLookup = (
  memory: readonly PlanMemory[],
  network: string,
): ((id: string) => PlanMemory | undefined) => {
  const own = memory.filter(entry => entry.network === network);
  const known = new Map<string, PlanMemory>();
  for (const entry of own) for (const alias of entry.aliases) known.set(alias, entry);
  for (const entry of own) known.set(entry.tensor, entry);
  return id => known.get(id);
};
