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
}
