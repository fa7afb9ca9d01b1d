/**
 * The network of least energy-delay product. The product of two sums is quasi-concave, so that it is least in a corner of the
 * convex hull of all sums; and the corners are what is cheapest at some price of weight in cost.
 */
import { leastRoute, type Option, type Route, type Stages } from "../support/stages.ts";

/**
 * The route whose summed cost times summed weight is least; of equals the lightest that was found. Undefined where no route
 * leads through all stages. Exact: between two corners of the hull a third is sought at the price of the line through them
 * (Eisner and Severance, JACM 1976), unless the product is no less where the lines meet that both corners lie on.
 */
export const leastProduct = (stages: Stages): Route | undefined => {
  const cheapest = leastRoute(
    stages,
    ({ cost }) => cost,
    ({ weight }) => weight,
  );
  const lightest = leastRoute(
    stages,
    ({ weight }) => weight,
    ({ cost }) => cost,
  );
  if (cheapest === undefined || lightest === undefined) return undefined;
  let best = productOf(cheapest) < productOf(lightest) ? cheapest : lightest;
  const gaps: Gap[] = [{ heavy: cheapest, light: lightest, corner: { cost: cheapest.cost, weight: lightest.weight } }];
  for (let gap = gaps.pop(); gap !== undefined; gap = gaps.pop()) {
    const { heavy, light, corner } = gap;
    if (productOf(corner) >= productOf(best) || !(heavy.weight > light.weight && heavy.cost < light.cost)) continue;
    const price = (light.cost - heavy.cost) / (heavy.weight - light.weight);
    const middle = leastRoute(
      stages,
      option => option.cost + price * option.weight,
      ({ weight }) => weight,
    );
    if (middle === undefined || !isBelow(middle, heavy, price)) continue;
    if (productOf(middle) < productOf(best)) best = middle;
    gaps.push(
      { heavy, light: middle, corner: meeting(corner, heavy, middle, price) },
      { heavy: middle, light, corner: meeting(corner, light, middle, price) },
    );
  }
  return best;
};

/** Two corners of the hull. All sums between them lie beyond the lines from them to `corner`. */
interface Gap {
  readonly heavy: Route;
  readonly light: Route;
  readonly corner: Option;
}

const productOf = ({ cost, weight }: Option): number => cost * weight;

/** By more than rounding. */
const isBelow = (point: Option, other: Option, price: number): boolean => {
  const value = other.cost + price * other.weight;
  return point.cost + price * point.weight < value * (1 - 1e-12);
};

/** Where the line through `through` with that price crosses the line from `end` to `corner`. */
const meeting = (corner: Option, end: Option, through: Option, price: number): Option => {
  const value = ({ cost, weight }: Option): number => cost + price * weight;
  const [atCorner, atEnd] = [value(corner), value(end)];
  const share = atEnd === atCorner ? 0 : (value(through) - atCorner) / (atEnd - atCorner);
  return {
    cost: corner.cost + share * (end.cost - corner.cost),
    weight: corner.weight + share * (end.weight - corner.weight),
  };
};
