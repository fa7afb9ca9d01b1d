/** How much of each axis a sub-cluster holds, in the middle of the axis and at its end. */
import type { MapDirective } from "./directives.ts";
import { type Axis, filterAxis, isSliding } from "./layer.ts";
import type { Extents } from "./layer.ts";

export interface TileSize {
  readonly full: number;
  readonly edge: number;
  /** Of it what the step before, or the neighbour, does not have; 0 where the tile never moves. */
  readonly fresh: number;
  readonly freshEdge: number;
}

export interface TileSizes {
  readonly of: Readonly<Partial<Record<Axis, TileSize>>>;
  /** Along Y and X, in outputs. Ignores: strides; a tile of several outputs under a stride counts those between, as MAESTRO does. */
  readonly outputs: Readonly<Partial<Record<Axis, TileSize>>>;
}

/** Source: ReuseAnalysis of MAESTRO (AnalyzeInputMappingSizes, AnalyzeOutputMappingSizes). */
export const tileSizesOf = (maps: readonly MapDirective[], extents: Extents): TileSizes => {
  const of: Partial<Record<Axis, TileSize>> = {};
  for (const map of maps) of[map.axis] = tileSizeOf(map, extents[map.axis]);
  const outputs: Partial<Record<Axis, TileSize>> = {};
  for (const { axis, size, offset } of maps)
    if (isSliding(axis)) outputs[axis] = outputSizeOf(of[axis], of[filterAxis[axis]], Math.min(offset, size), offset);
  return { of, outputs };
};

const tileSizeOf = ({ isSpatial, size, offset }: MapDirective, extent: number): TileSize => {
  const steps = Math.max(0, Math.trunc((extent - size) / offset));
  const hasEdge = steps * offset + size < extent || size > extent;
  const left = extent - (steps + 1) * offset;
  // MAESTRO takes `left` for maps beyond the axis too where it is not negative, and then finds no work at all in the layer.
  const atEdge = left < 0 || size > extent ? extent : left;
  return {
    full: size,
    edge: hasEdge ? atEdge : size,
    fresh: !isSpatial && extent <= size ? 0 : Math.min(size, offset),
    freshEdge: Math.max(offset - (size - atEdge), 0),
  };
};

const outputSizeOf = (
  input: TileSize | undefined,
  filter: TileSize | undefined,
  fresh: number,
  offset: number,
): TileSize => {
  const full = (input?.full ?? 1) - (filter?.full ?? 1) + 1;
  const edge = (input?.edge ?? 1) - (filter?.edge ?? 1) + 1;
  return { full, edge, fresh, freshEdge: Math.min(offset, edge) };
};
