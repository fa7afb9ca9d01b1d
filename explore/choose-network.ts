/** The way that a network takes on a machine: points of fronts and what stays on chip together, and where it lies there. */
import type { MappedWorkload } from "../mapping/mapper.ts";
import { InternalError } from "../support/diagnostic.ts";
import type { Hertz } from "../support/quantity.ts";
import type { FittedNetwork, PreparedNetwork, ResidentWay } from "./fit-network.ts";
import type { Limit } from "./limits.ts";
import type { Arena } from "./memory.ts";
import { chooseMappings, needsWholeFront } from "./objective.ts";
import { residentArena } from "./resident-arena.ts";

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
  fitted: FittedNetwork,
  limits: readonly Limit[],
  clock: Hertz,
): NetworkChoice => {
  const { home, isComplete } = fitted;
  const known = new Map<string, readonly MappedWorkload[]>();
  const banned = new Set<string>();
  for (let count = 1; ; count *= 2) {
    const { taken, objective } = bestWithout(banned, fitted, known, limits, clock);
    const { arena, misplaced } = residentArena(
      taken.map(({ way }) => way),
      staying,
      home,
    );
    if (misplaced.length === 0) return { taken, objective, arena, isComplete: isComplete && banned.size === 0 };
    for (const id of misplaced.slice(0, count)) banned.add(id);
  }
};

/**
 * Maps only where the best way leads. A way that is not mapped yet counts with a bound, so that a best way of mapped ones alone is the
 * best of all; where limits look at the whole front, all ways are mapped.
 * @param known fronts by question; grows.
 */
const bestWithout = (
  banned: ReadonlySet<string>,
  { ways, frontOf }: FittedNetwork,
  known: Map<string, readonly MappedWorkload[]>,
  limits: readonly Limit[],
  clock: Hertz,
): Pick<NetworkChoice, "taken" | "objective"> => {
  const isAllowed = ({ residents }: ResidentWay): boolean => !residents.some(({ id }) => banned.has(id));
  const allowed = ways.map(each => each.filter(isAllowed));
  const isWhole = needsWholeFront(limits);
  // Vector workloads need no search.
  const open = new Set(
    allowed.flat().filter(({ question: { placed } }) => isWhole || placed.workload.kind === "vector"),
  );
  for (;;) {
    for (const way of open) known.set(way.question.key, known.get(way.question.key) ?? frontOf(way));
    const layers = allowed.map(each =>
      each
        .map(way => ({ ...way, front: known.get(way.question.key) ?? [way.question.bound] }))
        .filter(({ front }) => front.length > 0),
    );
    const { taken, objective } = chooseMappings(layers, limits, clock);
    open.clear();
    for (const { way } of taken) if (!known.has(way.question.key)) open.add(way);
    if (open.size > 0) continue;
    return { taken: taken.map(({ way, option }) => ({ way, mapped: mappedAt(known, way, option) })), objective };
  }
};

const mappedAt = (
  known: ReadonlyMap<string, readonly MappedWorkload[]>,
  { question: { key } }: ResidentWay,
  option: number,
): MappedWorkload => {
  const mapped = known.get(key)?.[option];
  if (mapped === undefined) throw new InternalError(`no mapping ${option} for ${key}`);
  return mapped;
};
