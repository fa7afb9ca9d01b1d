/**
 * Counts accesses the slow way: walks every iteration of a nest on every instance, with sets of points, by the rules of the
 * design. What `countAccesses` computes in closed form must equal this.
 */
import type { Architecture } from "../../mapping/architecture.ts";
import type { Mapping } from "../../mapping/mapping.ts";
import { type PlacedLoop, placeLoops } from "../../mapping/nest.ts";
import { type Contraction, type Dimension, isRelevant, type TensorName } from "../../mapping/workload.ts";

export interface Walked {
  readonly sent: number;
  readonly received: number;
  readonly updates: number;
}

type Indices = readonly number[];
type Ranges = Record<Dimension, readonly [start: number, end: number]>;

/** All index vectors of the loops, outermost slowest. */
const iterations = (loops: readonly PlacedLoop[]): readonly Indices[] =>
  loops.reduce<Indices[]>(
    (found, { bound }) => found.flatMap(prefix => Array.from({ length: bound }, (_, i) => [...prefix, i])),
    [[]],
  );

/** What the loops at these indices leave of each dimension; undefined where a loop has no such piece. */
const rangesAt = (
  { bounds }: Contraction,
  loops: readonly PlacedLoop[],
  indexOf: (loop: PlacedLoop) => number,
): Ranges | undefined => {
  const ranges = Object.fromEntries(
    Object.entries(bounds).map(([dimension, bound]) => [dimension, [0, bound]]),
  ) as unknown as Ranges;
  for (const loop of loops) {
    const [start, end] = ranges[loop.dimension];
    const from = start + indexOf(loop) * loop.step;
    if (from >= end) return undefined;
    ranges[loop.dimension] = [from, Math.min(end, from + loop.step)];
  }
  return ranges;
};

/** The tensor's elements under a tile: the input's window is the whole box between its first and its last row and column. */
const pointsOf = ({ strides, dilations }: Contraction, tensor: TensorName, ranges: Ranges): Set<string> => {
  const window = (axis: 0 | 1, outputs: Dimension, taps: Dimension): readonly [number, number] => [
    ranges[outputs][0] * strides[axis] + ranges[taps][0] * dilations[axis],
    (ranges[outputs][1] - 1) * strides[axis] + (ranges[taps][1] - 1) * dilations[axis] + 1,
  ];
  const { G, N, K, C, P, Q, R, S } = ranges;
  const axes = {
    weights: [G, K, C, R, S],
    inputs: [G, N, C, window(0, "P", "R"), window(1, "Q", "S")],
    outputs: [G, N, K, P, Q],
  }[tensor];
  let points = [""];
  for (const [start, end] of axes)
    points = points.flatMap(point => Array.from({ length: end - start }, (_, i) => `${point} ${start + i}`));
  return new Set(points);
};

/** Windows of neighbours join where the fan-out shares them and they touch, from the finest shift to the coarsest. */
const joiningLoops = (
  contraction: Contraction,
  architecture: Architecture,
  loops: readonly PlacedLoop[],
  parent: number,
): PlacedLoop[] => {
  const shiftOf = ({ dimension, step }: PlacedLoop): number => {
    const axis = dimension === "P" || dimension === "R" ? 0 : 1;
    return step * ("PQ".includes(dimension) ? contraction.strides[axis] : contraction.dilations[axis]);
  };
  return ["PR", "QS"].flatMap(axis => {
    const shared = loops.filter(
      loop =>
        loop.spatial &&
        loop.level >= parent &&
        axis.includes(loop.dimension) &&
        architecture.levels[loop.level]!.fanOut.sharesWindows &&
        !loops.some(inner => !inner.spatial && inner.dimension === loop.dimension && inner.level > loop.level),
    );
    const reached: PlacedLoop[] = [];
    const first = rangesAt(contraction, loops, () => 0)!;
    const rows = new Set(
      [...pointsOf(contraction, "inputs", first)].map(point => point.split(" ")[axis === "PR" ? 4 : 5]),
    );
    let window = rows.size;
    for (const loop of shared.toSorted((a, b) => shiftOf(a) - shiftOf(b))) {
      if (shiftOf(loop) > window) continue;
      window += (loop.bound - 1) * shiftOf(loop);
      reached.push(loop);
    }
    return reached;
  });
};

const hullOf = (tiles: readonly Ranges[]): Ranges =>
  Object.fromEntries(
    Object.keys(tiles[0]!).map(key => {
      const along = tiles.map(tile => tile[key as Dimension]);
      return [key, [Math.min(...along.map(([start]) => start)), Math.max(...along.map(([, end]) => end))]];
    }),
  ) as unknown as Ranges;

export const walkTransfer = (
  contraction: Contraction,
  architecture: Architecture,
  mapping: Mapping,
  tensor: TensorName,
  parent: number,
  child: number,
): Walked => {
  const loops = placeLoops(contraction, mapping).filter(({ level }) => level < child);
  const temporal = loops.filter(({ spatial }) => !spatial);
  const spatial = loops.filter(loop => loop.spatial);
  const isMac = child === mapping.levels.length;
  const moverAt = isMac
    ? temporal.length - 1
    : temporal.findLastIndex(({ dimension }) => isRelevant(tensor, dimension));
  const mover = temporal[moverAt];
  const slides = !isMac && tensor === "inputs" && mover !== undefined && "PQRS".includes(mover.dimension);
  const resting = temporal.slice(moverAt + 1);

  /** Elements that move at this step, for instances that share what lies between the first and the last of them. */
  const moved = (time: Indices, places: readonly Indices[]): number => {
    const tileAt = (at: Indices): Set<string> => {
      const tiles = places.flatMap(
        place =>
          rangesAt(contraction, loops, loop =>
            loop.spatial ? place[spatial.indexOf(loop)]! : at[temporal.indexOf(loop)]!,
          ) ?? [],
      );
      return tiles.length === 0 ? new Set() : pointsOf(contraction, tensor, hullOf(tiles));
    };
    if (resting.some((_, i) => time[moverAt + 1 + i] !== 0)) return 0;
    const tile = tileAt(time);
    if (!slides || time[moverAt] === 0) return tile.size;
    const before = tileAt(time.with(moverAt, time[moverAt]! - 1));
    return [...tile].filter(point => !before.has(point)).length;
  };

  const joined = new Set(tensor === "inputs" ? joiningLoops(contraction, architecture, loops, parent) : []);
  /** How an instance's request reaches the parent: one of its own, the same as others', or joined to its neighbours'. */
  const route = (loop: PlacedLoop): "own" | "same" | "joined" => {
    if (loop.level < parent) return "own";
    const { multicasts, reduces } = architecture.levels[loop.level]!.fanOut;
    if (!isRelevant(tensor, loop.dimension)) return (tensor === "outputs" ? reduces : multicasts) ? "same" : "own";
    return joined.has(loop) ? "joined" : "own";
  };

  const times = iterations(temporal);
  const places = iterations(spatial);
  const total = (groups: readonly (readonly Indices[])[]): number =>
    groups.reduce((sum, group) => sum + times.reduce((moves, time) => moves + moved(time, group), 0), 0);
  const groups = new Map<string, Indices[]>();
  for (const place of places.filter(each => spatial.every((loop, i) => route(loop) !== "same" || each[i] === 0))) {
    const key = spatial.map((loop, i) => (route(loop) === "own" ? place[i] : 0)).join();
    groups.set(key, [...(groups.get(key) ?? []), place]);
  }
  const received = total(places.map(place => [place]));
  const sent = total([...groups.values()]);
  if (tensor !== "outputs") return { sent, received, updates: 0 };

  const distinct = (level: number): number => {
    const ofLevel = spatial.filter(loop => loop.level < level);
    return iterations(ofLevel).reduce((sum, place) => {
      const touched = new Set<string>();
      for (const time of times) {
        const inLevel = loops.filter(loop => loop.level < level);
        const ranges = rangesAt(contraction, inLevel, loop =>
          loop.spatial ? place[ofLevel.indexOf(loop)]! : time[temporal.indexOf(loop)]!,
        );
        if (ranges !== undefined) for (const point of pointsOf(contraction, tensor, ranges)) touched.add(point);
      }
      return sum + touched.size;
    }, 0);
  };
  return { sent: sent - distinct(parent), received: isMac ? 0 : received - distinct(child), updates: sent };
};
