/** The best choices found so far: none is beaten by another. */
import type { Cutting } from "./factors.ts";
import type { NestOrder } from "./orders.ts";
import type { Placement } from "./placements.ts";

/** Everything that makes a mapping, and its costs as the search sees them. */
export interface Incumbent {
  readonly latency: number;
  readonly energy: number;
  readonly cuttings: readonly Cutting[];
  readonly nest: NestOrder;
  readonly placement: Placement;
}

/** Energies closer than that are equal: they are sums of rounded numbers. */
export const equalWithin = 1e-9;

export class Incumbents {
  private points: Incumbent[] = [];
  /** Fastest first, for the inner loop. */
  private latencies = new Float64Array(0);
  private energies = new Float64Array(0);

  /** True where a mapping of at least these costs would add nothing. */
  beats(latency: number, energy: number): boolean {
    const limit = energy * (1 + equalWithin);
    // Energies fall with latency: the last that is as fast is the cheapest.
    let last = -1;
    for (let step = this.latencies.length; step > 0; step >>= 1)
      while (last + step < this.latencies.length && (this.latencies[last + step] ?? 0) <= latency) last += step;
    return last >= 0 && (this.energies[last] ?? 0) <= limit;
  }

  /** Keeps it unless it is beaten; of equals the first stays. */
  offer(found: Incumbent): void {
    const { latency, energy } = found;
    if (this.beats(latency, energy)) return;
    this.points = [...this.points.filter(point => point.latency < latency || point.energy < energy), found].toSorted(
      (a, b) => a.latency - b.latency,
    );
    this.latencies = Float64Array.from(this.points, point => point.latency);
    this.energies = Float64Array.from(this.points, point => point.energy);
  }

  /** Fastest first. */
  front(): readonly Incumbent[] {
    return this.points;
  }
}
