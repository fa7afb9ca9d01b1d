/** What is fed to a graph, checked: every engine asks the same of it. */
import { CompileError } from "../../support/diagnostic.ts";
import type { Graph, ValueId } from "../graph.ts";
import { misfittingFeed, missingFeed } from "../messages.ts";
import { formatType, type Tensor, typesEqual } from "../tensor.ts";

/**
 * The tensors for the graph's inputs, in their order.
 * @throws CompileError with every feed that is missing or of another type.
 */
export const checkedFeeds = (graph: Graph, feeds: ReadonlyMap<ValueId, Tensor>): Map<ValueId, Tensor> => {
  const faults = graph.inputs.flatMap(({ id, type }) => {
    const feed = feeds.get(id);
    if (feed === undefined) return [missingFeed(id, formatType(type))];
    return typesEqual(feed.type, type) ? [] : [misfittingFeed(id, formatType(feed.type), formatType(type))];
  });
  if (faults.length > 0) throw new CompileError(faults);
  return new Map(
    graph.inputs.flatMap(({ id }) => {
      const feed = feeds.get(id);
      return feed === undefined ? [] : [[id, feed] as const];
    }),
  );
};
