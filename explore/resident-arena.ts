/** Whether residents that fit by their sizes can be laid side by side, too. */
import type { Home } from "../mapping/resident.ts";
import { wordBytes } from "./fit-network.ts";
import { type Arena, placeTensors } from "./memory.ts";
import type { StayingTensor } from "./staying.ts";

export interface ResidentArena {
  /** What stays on chip along the ways, and where; empty where nothing can stay. */
  readonly arena: Arena;
  /** Those that reach beyond the level, furthest first: empty where all lie within it. */
  readonly misplaced: readonly string[];
}

export const residentArena = (
  ways: readonly { readonly residents: readonly StayingTensor[] }[],
  staying: readonly StayingTensor[],
  home: Home | undefined,
): ResidentArena => {
  const ids = new Set<string>();
  for (const { residents } of ways) for (const { id } of residents) ids.add(id);
  const arena = placeTensors(
    staying.filter(({ id }) => ids.has(id)),
    home === undefined ? 1 : wordBytes(home.level),
  );
  const beyond = home === undefined ? [] : arena.placements.filter(each => 8 * endOf(each) > home.capacity);
  return { arena, misplaced: beyond.toSorted((a, b) => endOf(b) - endOf(a)).map(({ id }) => id) };
};

const endOf = ({ offset, bytes }: Arena["placements"][number]): number => offset + bytes;
