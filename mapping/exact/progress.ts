/** What a search knows by now, shared by the searches under all placements. */
import type { Incumbents } from "./incumbents.ts";

export interface Tally {
  /** Mappings whose cost was computed. */
  considered: number;
  /** Bounds computed, the measure of work. */
  bounded: number;
}

/** What no mapping of some set goes below; infinite where the set is empty. */
export interface Bound {
  latency: number;
  energy: number;
}

export interface Progress {
  readonly incumbents: Incumbents;
  readonly tally: Tally;
  readonly budget: number;
  /** Of everything that is left out because the budget ran out. */
  readonly left: Bound;
  /** Of all mappings there are. */
  readonly least: Bound;
}

/** Takes note that mappings with such a bound are left out. */
export const leave = (left: Bound, { latency, energy }: Bound): void => {
  left.latency = Math.min(left.latency, latency);
  left.energy = Math.min(left.energy, energy);
};
