/** From directives to cluster levels: what each inherits, how strides change its maps, how many sub-clusters it feeds. */
import { InternalError } from "../../support/diagnostic.ts";
import type { DirectiveLevel, MapDirective } from "./directives.ts";
import { type Axis, axesOf, type Extents, filterAxis, isSliding, type MaestroLayer, operands } from "./layer.ts";
import { type TileSizes, tileSizesOf } from "./tile-sizes.ts";

export interface ClusterLevel {
  /** Outermost first. An axis may be mapped twice: the first map says how, the last one by how much. */
  readonly maps: readonly MapDirective[];
  readonly subClusters: number;
  /** Of them at the end of the axis of the first spatial map. */
  readonly edgeSubClusters: number;
  readonly sizes: TileSizes;
}

/** Source: ClusterAnalysis of MAESTRO; reference in the project's notes on its cost model. */
export const clusterLevelsOf = (
  layer: MaestroLayer,
  levels: readonly DirectiveLevel[],
  processingElements: number,
): readonly ClusterLevel[] => {
  const inner = levels.reduce((product, { clusterSize = 1 }) => product * clusterSize, 1);
  const made: ClusterLevel[] = [];
  let { extents } = layer;
  let subClusters = Math.floor(processingElements / inner);
  for (const { maps: own, clusterSize = 1 } of levels) {
    const inherited = inheritMissing(own, made.at(-1)?.maps ?? []);
    const complete = unrollMissing(inherited, layer, extents);
    const maps = complete.map(map => strided(map, layer, made.length === 0));
    made.push(clusterLevel(maps, subClusters, extents));
    extents = lowerExtents(maps, extents);
    subClusters = clusterSize;
  }
  return made;
};

const clusterLevel = (maps: readonly MapDirective[], subClusters: number, extents: Extents): ClusterLevel => ({
  maps,
  subClusters,
  edgeSubClusters: edgeSubClustersOf(firstSpatial(maps), subClusters, extents),
  sizes: tileSizesOf(maps, extents),
});

/** What the level above maps and this one does not is taken over as temporal, in front. */
const inheritMissing = (maps: readonly MapDirective[], above: readonly MapDirective[]): readonly MapDirective[] => {
  const all = [...maps];
  for (const { axis, size, offset } of above)
    if (!all.some(map => map.axis === axis)) all.unshift({ isSpatial: false, axis, size, offset });
  return all;
};

/** Axes that no level maps are taken whole, innermost. */
const unrollMissing = (
  maps: readonly MapDirective[],
  layer: MaestroLayer,
  extents: Extents,
): readonly MapDirective[] => {
  const needed = new Set(operands.flatMap(tensor => axesOf(layer, tensor)));
  const missing = [...needed].filter(axis => !maps.some(map => map.axis === axis)).toSorted();
  return [...maps, ...missing.map(axis => ({ isSpatial: false, axis, size: extents[axis], offset: extents[axis] }))];
};

/** Where a window of input rows or columns slides by more than one, its map covers whole outputs. */
const strided = (map: MapDirective, { strides, extents }: MaestroLayer, isTop: boolean): MapDirective => {
  if (!isSliding(map.axis)) return map;
  const stride = strides[map.axis];
  const filter = extents[filterAxis[map.axis]];
  if (stride === 1 || map.size < filter) return map;
  const outputs = Math.floor((map.size + stride - filter) / stride);
  const size = outputs * Math.min(stride, filter) + Math.max(filter - stride, 0);
  return { ...map, size, offset: outputs * (!isTop && filter < stride ? filter : stride) };
};

const lowerExtents = (maps: readonly MapDirective[], extents: Extents): Extents => {
  const lower = (axis: Axis): number => {
    const map = maps.find(each => each.axis === axis);
    return map === undefined ? extents[axis] : Math.min(map.size, extents[axis]);
  };
  return { C: lower("C"), K: lower("K"), R: lower("R"), S: lower("S"), X: lower("X"), Y: lower("Y") };
};

export const firstSpatial = (maps: readonly MapDirective[]): MapDirective => {
  const first = maps.find(({ isSpatial }) => isSpatial);
  if (first === undefined) throw new InternalError("a cluster level maps nothing to space");
  return first;
};

/** How many sub-clusters have work at the end of the axis. */
const edgeSubClustersOf = ({ axis, size, offset }: MapDirective, subClusters: number, extents: Extents): number => {
  const extent = extents[axis];
  if (extent <= size) return 1;
  const steps = Math.trunc((extent - size) / offset) + 1;
  if (extent > offset * (subClusters - 1) + size) {
    const rounds = Math.trunc(steps / subClusters);
    const left = extent - rounds * offset * subClusters;
    return left < size ? 1 : Math.trunc((left - size) / offset) + 1;
  }
  return offset * (steps - 1) + size < extent ? steps + 1 : steps;
};
