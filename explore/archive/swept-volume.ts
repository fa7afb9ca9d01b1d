/** Hypervolume in up to three dimensions: a sweep along the last score, with the area dominated so far kept up to date. */
import { OrderedPositions } from "./ordered-positions.ts";

type Point = readonly number[];

/** @param points All better than the reference in every score; at most three scores. O(n log n) of the number of points. */
export const sweptVolume = (points: readonly Point[], reference: Point): number => {
  // Missing dimensions have the extent 1.
  const missing = 3 - reference.length;
  const column = (k: number): Float64Array =>
    k < missing ? new Float64Array(points.length) : Float64Array.from(points, point => point[k - missing] ?? 0);
  const limit = (k: number): number => (k < missing ? 1 : (reference[k - missing] ?? 0));
  const staircase = new Staircase(column(0), column(1), [limit(0), limit(1)]);
  const heights = column(2);
  const height = (point: number): number => heights[point] ?? 0;
  const order = [...points.keys()].sort((a, b) => height(a) - height(b));
  let volume = 0;
  for (const [place, point] of order.entries()) {
    staircase.add(point);
    const next = order[place + 1];
    volume += staircase.area * ((next === undefined ? limit(2) : height(next)) - height(point));
  }
  return volume;
};

/** The points of a plane that none added so far dominates, and the area that they dominate up to the reference. */
class Staircase {
  area = 0;
  private readonly x: Float64Array;
  private readonly y: Float64Array;
  private readonly reference: readonly [number, number];
  /** Points from left to right, the lower of equals first; and the place of each there. */
  private readonly fromLeft: Int32Array;
  private readonly places: Int32Array;
  private readonly steps: OrderedPositions;

  constructor(x: Float64Array, y: Float64Array, reference: readonly [number, number]) {
    this.x = x;
    this.y = y;
    this.reference = reference;
    this.fromLeft = Int32Array.from(x.keys()).sort((a, b) => at(x, a) - at(x, b) || at(y, a) - at(y, b) || a - b);
    this.places = new Int32Array(x.length);
    for (const [place, point] of this.fromLeft.entries()) this.places[point] = place;
    this.steps = new OrderedPositions(x.length);
  }

  /** Steps that the point dominates go, and the area grows by what lies below them, step by step to the right. */
  add(point: number): void {
    const { x, y, fromLeft, steps } = this;
    const level = at(y, point);
    const place = at(this.places, point);
    const left = steps.before(place);
    let ceiling = left < 0 ? this.reference[1] : at(y, at(fromLeft, left));
    if (ceiling <= level) return;
    let from = at(x, point);
    for (let right = steps.after(place); ceiling > level; right = steps.after(place)) {
      const step = right < 0 ? undefined : at(fromLeft, right);
      const to = step === undefined ? this.reference[0] : at(x, step);
      this.area += (to - from) * (ceiling - level);
      from = to;
      ceiling = step === undefined ? level : at(y, step);
      if (step !== undefined && ceiling >= level) steps.delete(right);
    }
    steps.add(place);
  }
}

const at = (values: ArrayLike<number>, i: number): number => values[i] ?? 0;
