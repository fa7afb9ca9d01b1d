/** Whether residents that fit by their sizes can be laid side by side, too. */
import type { Home } from "../mapping/resident.ts";
import { wordBytes } from "./fit-network.ts";
import { type Arena, placeTensors } from "./memory.ts";
import type { StayingTensor } from "./staying.ts";

/** What stays on chip along these ways, and where; empty where nothing can stay. */
export const residentArena = (
  ways: readonly { readonly residents: readonly StayingTensor[] }[],
  staying: readonly StayingTensor[],
  home: Home | undefined,
): Arena => {
  const ids = new Set(ways.flatMap(({ residents }) => residents.map(({ id }) => id)));
  return placeTensors(
    staying.filter(({ id }) => ids.has(id)),
    home === undefined ? 1 : wordBytes(home.level),
  );
};

/** The one that reaches furthest beyond the level; undefined where all lie within it. */
export const misplacedResident = (
  ways: readonly { readonly residents: readonly StayingTensor[] }[],
  staying: readonly StayingTensor[],
  home: Home | undefined,
): string | undefined => {
  if (home === undefined) return undefined;
  const { placements, extent } = residentArena(ways, staying, home);
  if (8 * extent <= home.capacity) return undefined;
  return placements.reduce((last, each) => (endOf(each) > endOf(last) ? each : last)).id;
};

const endOf = ({ offset, bytes }: Arena["placements"][number]): number => offset + bytes;
