/** The way that a network takes on a machine: points of fronts and what stays on chip together, and where it lies there. */
import type { MappedWorkload } from "../mapping/mapper.ts";
import type { Hertz } from "../support/quantity.ts";
import { type FittedNetwork, type PreparedNetwork, type ResidentWay, wordBytes } from "./fit-network.ts";
import type { Limit } from "./limits.ts";
import { type Arena, placeTensors } from "./memory.ts";
import { chooseMappings } from "./objective.ts";
import type { StayingTensor } from "./staying.ts";

export interface NetworkChoice {
  /** One per layer that fits. */
  readonly taken: readonly { readonly way: ResidentWay; readonly mapped: MappedWorkload }[];
  /** What was minimized, for the plan. */
  readonly objective: string;
  /** What stays on chip, in steps of layers, and where. */
  readonly arena: Arena;
  /** False where a choice of residents that was left out might be better. */
  readonly isComplete: boolean;
}

/**
 * The best choice within the limits whose residents can be laid side by side. Where offsets cannot be found for the best one, the tensor
 * that reaches furthest beyond the level goes to memory and the choice is made anew without it; then two more, four and so on.
 */
export const chooseNetwork = (
  { staying }: Pick<PreparedNetwork, "staying">,
  { ways, home, isComplete }: FittedNetwork,
  limits: readonly Limit[],
  clock: Hertz,
): NetworkChoice => {
  const banned = new Set<string>();
  for (let count = 1; ; count *= 2) {
    const allowed = ways.map(each => each.filter(({ residents }) => !residents.some(({ id }) => banned.has(id))));
    const { taken, objective } = chooseMappings(allowed, limits, clock);
    const ids = new Set(taken.flatMap(({ way }) => way.residents.map(({ id }) => id)));
    const residents: readonly StayingTensor[] = staying.filter(({ id }) => ids.has(id));
    const arena = placeTensors(residents, home === undefined ? 1 : wordBytes(home.level));
    const beyond = home === undefined ? [] : arena.placements.filter(each => 8 * endOf(each) > home.capacity);
    if (beyond.length === 0) return { taken, objective, arena, isComplete: isComplete && banned.size === 0 };
    for (const { id } of beyond.toSorted((a, b) => endOf(b) - endOf(a)).slice(0, count)) banned.add(id);
  }
};

const endOf = ({ offset, bytes }: Arena["placements"][number]): number => offset + bytes;
