/** What sub-clusters send up in one step, and the partial sums that they make: MAESTRO's egress side. */
import { InternalError } from "../../support/diagnostic.ts";
import type { AxisState, Case } from "./cases.ts";
import { type Axis, axesOf, type MaestroLayer } from "./layer.ts";
import type { ClusterLevel } from "./levels.ts";
import type { TileSize } from "./tile-sizes.ts";

/** Which of the sub-clusters of a step is asked. */
export interface Which {
  /** The others have only what their neighbour lacks. */
  readonly isFirst: boolean;
  /** The last one at work, whose tile is smaller. */
  readonly isPartial: boolean;
}
export const firstWhole: Which = { isFirst: true, isPartial: false };
export const firstPartial: Which = { isFirst: true, isPartial: true };
export const restWhole: Which = { isFirst: false, isPartial: false };
export const restPartial: Which = { isFirst: false, isPartial: true };

export const stateOf = ({ states }: Case, axis: Axis): AxisState => {
  const state = states.get(axis);
  if (state === undefined) throw new InternalError(`axis ${axis} has no state`);
  return state;
};

const sizeOf = (sizes: Readonly<Partial<Record<Axis, TileSize>>>, axis: Axis): TileSize => {
  const size = sizes[axis];
  if (size === undefined) throw new InternalError(`axis ${axis} is not mapped`);
  return size;
};
export const tileOf = ({ sizes }: ClusterLevel, axis: Axis): TileSize => sizeOf(sizes.of, axis);

/** An axis that the tensor has, or that is summed over, seen from one sub-cluster. */
interface View {
  readonly state: AxisState;
  readonly tile: TileSize;
  readonly which: Which;
  readonly edgeSubClusters: number;
  /** What a lone sub-cluster at the end holds. */
  readonly loneEdge: number;
  /** What the partial one of a first step adds. */
  readonly partialAtFirst: number;
}

const orOne = (fresh: number): number => (fresh === 0 ? 1 : fresh);

const spatialExtent = ({ state, tile, which, edgeSubClusters, loneEdge, partialAtFirst }: View): number => {
  const { isFirst, isPartial } = which;
  const inside = isFirst ? tile.full : orOne(tile.fresh);
  if (state.position === "first") return state.isEdge && isPartial ? partialAtFirst : inside;
  if (state.position === "steady") return inside;
  if (edgeSubClusters === 1) return isFirst || isPartial ? loneEdge : 1;
  return isPartial ? tile.freshEdge : inside;
};

const isMappedToSpace = ({ maps }: ClusterLevel, axis: Axis): boolean =>
  maps.find(map => map.axis === axis)?.isSpatial ?? false;

/** Outputs of one sub-cluster in a step. @param reusesAtEdge the partial one counts only what its neighbour lacks. */
export const outputVolume = (
  level: ClusterLevel,
  layer: MaestroLayer,
  step: Case,
  which: Which,
  reusesAtEdge = true,
): number =>
  axesOf(layer, "outputs").reduce((volume, axis) => {
    const state = stateOf(step, axis);
    const input = tileOf(level, axis);
    const tile = axis === "Y" || axis === "X" ? sizeOf(level.sizes.outputs, axis) : input;
    if (!isMappedToSpace(level, axis)) return volume * (state.isEdge ? tile.edge : tile.full);
    const { edgeSubClusters } = level;
    const partialAtFirst = edgeSubClusters === 1 || !reusesAtEdge ? tile.edge : tile.freshEdge;
    // The lone sub-cluster at the end is counted in inputs, not outputs: a slip of MAESTRO's that its figures have.
    const view = { state, tile, which, edgeSubClusters, loneEdge: input.edge, partialAtFirst };
    return volume * spatialExtent(view);
  }, 1);

/** Multiply-accumulates of one sub-cluster in a step. */
export const partialSums = (
  level: ClusterLevel,
  layer: MaestroLayer,
  step: Case,
  which: Which,
  reusesAtEdge = true,
): number => {
  const outputAxes = axesOf(layer, "outputs");
  const reduced = level.maps.filter(({ axis }) => !outputAxes.includes(axis));
  const outputs = outputVolume(level, layer, step, which, reusesAtEdge);
  return reduced.reduce((sums, { axis, isSpatial }) => {
    const state = stateOf(step, axis);
    const tile = tileOf(level, axis);
    if (!isSpatial) return sums * (state.isEdge ? tile.edge : tile.full);
    const { edgeSubClusters } = level;
    const view = { state, tile, which, edgeSubClusters, loneEdge: tile.edge, partialAtFirst: tile.edge };
    return sums * spatialExtent(view);
  }, outputs);
};

/** The state of the last of these axes that is mapped to space; undefined where none is. */
export const spatialStateOf = (
  level: ClusterLevel,
  axes: readonly Axis[],
  step: Case,
): { readonly isEdge: boolean; readonly isLastPartial: boolean } | undefined => {
  const states = axes.filter(axis => isMappedToSpace(level, axis)).map(axis => stateOf(step, axis));
  const last = states.at(-1);
  return last === undefined
    ? undefined
    : { isEdge: states.some(({ isEdge }) => isEdge), isLastPartial: last.isLastPartial };
};

/** Sums over the sub-clusters of a step what each of them counts. */
export const overSubClusters = (
  { subClusters, edgeSubClusters }: ClusterLevel,
  { isEdge, isLastPartial }: { readonly isEdge: boolean; readonly isLastPartial: boolean },
  count: (which: Which) => number,
  rest: Which = restWhole,
): number => {
  if (!isEdge) return count(firstWhole) + (subClusters - 1) * count(rest);
  const first = count(edgeSubClusters === 1 && isLastPartial ? firstPartial : firstWhole);
  if (edgeSubClusters === 1) return first;
  const partial = isLastPartial ? 1 : 0;
  const whole = Math.max(edgeSubClusters - partial - 1, 0);
  return first + whole * count(rest) + partial * count(restPartial);
};

/** Outputs that leave a level in one step: partial sums go up whenever the tile of outputs changes. */
export const egressOf = (level: ClusterLevel, layer: MaestroLayer, step: Case): number => {
  const volume = (which: Which): number => outputVolume(level, layer, step, which);
  const state = spatialStateOf(level, axesOf(layer, "outputs"), step);
  return state === undefined ? volume(firstWhole) : overSubClusters(level, state, volume);
};

/** Multiply-accumulates of all sub-clusters in a step. */
export const macsOfStep = (level: ClusterLevel, layer: MaestroLayer, step: Case): number => {
  const outputAxes = axesOf(layer, "outputs");
  const spatial = level.maps.filter(({ isSpatial }) => isSpatial).map(({ axis }) => axis);
  const ofOutputs = spatialStateOf(level, outputAxes, step);
  const last = spatialStateOf(level, spatial, step);
  if (last === undefined) return level.subClusters * partialSums(level, layer, step, firstWhole);
  const state = { isEdge: last.isEdge || (ofOutputs?.isEdge ?? false), isLastPartial: last.isLastPartial };
  const count = (which: Which): number => partialSums(level, layer, step, which, !(which.isPartial && !which.isFirst));
  return overSubClusters(level, state, count, firstWhole);
};

/** Multiply-accumulates of the sub-cluster that takes longest. */
export const criticalSums = (level: ClusterLevel, layer: MaestroLayer, step: Case): number => {
  const state = spatialStateOf(level, axesOf(layer, "outputs"), step);
  const isLonePartial = state?.isEdge === true && level.edgeSubClusters === 1 && state.isLastPartial;
  return partialSums(level, layer, step, isLonePartial ? firstPartial : firstWhole);
};
