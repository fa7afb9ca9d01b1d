/** What a level fetches for its sub-clusters in one step: MAESTRO's ingress side, where all its reuse is. */
import type { AxisState, Case } from "./cases.ts";
import type { MapDirective } from "./directives.ts";
import { axesOf, type MaestroLayer, type operands } from "./layer.ts";
import type { ClusterLevel } from "./levels.ts";
import { firstWhole, overSubClusters, spatialStateOf, stateOf, tileOf, type Which } from "./outputs.ts";
import type { TileSize } from "./tile-sizes.ts";

type Operand = (typeof operands)[number];

/** Elements of an operand that are sent down in one step. One that is the same for all sub-clusters is sent once. */
export const ingressOf = (level: ClusterLevel, layer: MaestroLayer, operand: Operand, step: Case): number => {
  const volume = (which: Which): number => ingressVolume(level, layer, operand, step, which);
  const state = spatialStateOf(level, axesOf(layer, operand), step);
  return state === undefined ? volume(firstWhole) : overSubClusters(level, state, volume);
};

/** Position of the innermost map that is past its first step; -1 where all are at it. */
const movingMap = ({ maps }: ClusterLevel, step: Case): number =>
  maps.findLastIndex(({ axis }) => stateOf(step, axis).position !== "first");

const ingressVolume = (
  level: ClusterLevel,
  layer: MaestroLayer,
  operand: Operand,
  step: Case,
  which: Which,
): number => {
  const axes = axesOf(layer, operand);
  const moving = movingMap(level, step);
  const movingAxis = level.maps[moving]?.axis;
  if (movingAxis !== undefined && !axes.includes(movingAxis)) return 0;
  // An axis further in starts again and is not held whole: nothing that is there can be used.
  const reloads = level.maps.some(({ axis }, i) => {
    const { position, isUnrolled } = stateOf(step, axis);
    return i > moving && position === "first" && axes.includes(axis) && !isUnrolled;
  });
  return level.maps.reduce((volume, map, i) => {
    if (!axes.includes(map.axis)) return volume;
    const view = { state: stateOf(step, map.axis), tile: tileOf(level, map.axis), which };
    if (moving === -1) return volume * wholeExtent(map, view, level.edgeSubClusters);
    return volume * newExtent(map, view, { isMoving: i === moving && !reloads, isInside: i > moving });
  }, 1);
};

interface View {
  readonly state: AxisState;
  readonly tile: TileSize;
  readonly which: Which;
}

/** At the very first step all is loaded, overlaps between neighbours included. */
const wholeExtent = (
  { isSpatial }: MapDirective,
  { state: { isEdge }, tile, which: { isFirst, isPartial } }: View,
  edgeSubClusters: number,
): number => {
  if (!isEdge) return tile.full;
  if (!isSpatial || isPartial) return tile.edge;
  if (edgeSubClusters > 1) return tile.full;
  return isFirst ? tile.edge : 1;
};

const newExtent = (
  { isSpatial }: MapDirective,
  { state: { position, isEdge }, tile, which: { isFirst, isPartial } }: View,
  { isMoving, isInside }: { readonly isMoving: boolean; readonly isInside: boolean },
): number => {
  if (!isSpatial) {
    if (position === "first") return isEdge ? tile.edge : tile.full;
    return isMoving ? Math.max(tile.fresh, 1) : tile.full;
  }
  const whole = isPartial ? tile.edge : tile.full;
  const fresh = isPartial ? tile.freshEdge : tile.fresh;
  if (isFirst) return whole;
  return (position === "first" ? isInside : isMoving) ? fresh : whole;
};
