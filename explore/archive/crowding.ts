/** How alone a point stands in its front (Deb et al., IEEE TEVC 2002, NSGA-II). */

/**
 * The sum over the scores of the distance between a point's neighbours, as a share of the front's extent; infinite for the ends.
 * Scores in which the whole front is equal don't count.
 */
export const crowdingDistances = (front: readonly (readonly number[])[]): Float64Array => {
  const distances = new Float64Array(front.length);
  for (let k = 0; k < (front[0]?.length ?? 0); k++) {
    const score = (i: number | undefined): number => front[i ?? 0]?.[k] ?? 0;
    const order = [...front.keys()].sort((a, b) => score(a) - score(b) || a - b);
    const [first, last] = [order[0] ?? 0, order.at(-1) ?? 0];
    const extent = score(last) - score(first);
    if (extent === 0) continue;
    distances[first] = Infinity;
    distances[last] = Infinity;
    for (const [place, i] of order.entries())
      if (place > 0 && place < order.length - 1)
        distances[i] = (distances[i] ?? 0) + (score(order[place + 1]) - score(order[place - 1])) / extent;
  }
  return distances;
};
