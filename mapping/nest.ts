/** A mapping's loops in one line, outermost first, each with the piece that it hands on: what counting and checking walk over. */
import type { Loop, Mapping } from "./mapping.ts";
import type { Contraction, Dimension } from "./workload.ts";

export interface PlacedLoop extends Loop {
  /** Index of the storage level that runs it, or whose fan-out unrolls it. */
  readonly level: number;
  readonly spatial: boolean;
  /** Extent of a full piece; the last may be smaller. */
  readonly step: number;
}

/** All loops of more than one iteration. */
export const placeLoops = ({ bounds }: Pick<Contraction, "bounds">, { levels }: Mapping): readonly PlacedLoop[] => {
  const extents: Record<Dimension, number> = { ...bounds };
  const place = ({ dimension, bound }: Loop, level: number, spatial: boolean): PlacedLoop => {
    const step = Math.ceil(extents[dimension] / bound);
    extents[dimension] = step;
    return { dimension, bound, level, spatial, step };
  };
  return levels
    .flatMap(({ temporal, spatial }, level) => [
      ...temporal.map(loop => place(loop, level, false)),
      ...[...spatial.x, ...spatial.y].map(loop => place(loop, level, true)),
    ])
    .filter(({ bound }) => bound > 1);
};
