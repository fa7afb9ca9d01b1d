/** Whether a pass that returned another object really changed something. */
import { graphsEqual } from "../ir/equal.ts";
import type { Graph } from "../ir/graph.ts";
import { InternalError } from "../support/diagnostic.ts";

/**
 * Compares the graphs whole, weights included: too slow for every compile, right for tests.
 * @throws InternalError where `after` is another object of equal content. (Graphs are immutable, so the same object is equal.)
 */
export const requireHonesty = (pass: string, before: Graph, after: Graph): void => {
  if (before !== after && graphsEqual(before, after))
    throw new InternalError(`pass ${pass} claims a change, but the graph is equal to the one before`);
};
