/** What runs a network: one interface over the reference interpreter and faster engines, so that callers need not know which. */
import type { Graph, ValueId } from "../ir/graph.ts";
import type { Tensor } from "../ir/tensor.ts";

export interface Executor {
  /** As it is shown in plans, e.g. `interpreter`. */
  readonly name: string;
  /**
   * Makes the graph ready to run many samples. To see values inside, make them outputs first: `withOutputs`.
   * @throws CompileError where the engine is missing or can't run the graph.
   */
  prepare(graph: Graph): Promise<PreparedGraph>;
}

export interface PreparedGraph {
  /**
   * The graph's outputs by name, for one tensor per input id. Runs don't depend on one another.
   * @throws CompileError where a feed is missing or of another type.
   */
  run(feeds: ReadonlyMap<ValueId, Tensor>): Promise<ReadonlyMap<string, Tensor>>;
  /** Frees what the engine holds. */
  release(): Promise<void>;
}

/** One run of a graph that is not kept. */
export const runOnce = async (
  executor: Executor,
  graph: Graph,
  feeds: ReadonlyMap<ValueId, Tensor>,
): Promise<ReadonlyMap<string, Tensor>> => {
  const prepared = await executor.prepare(graph);
  try {
    return await prepared.run(feeds);
  } finally {
    await prepared.release();
  }
};

/** The graph with only the named values as outputs, each under its own id: what calibration observes. */
export const withOutputs = (graph: Graph, values: readonly ValueId[]): Graph => ({
  ...graph,
  outputs: values.map(value => ({ name: value, value })),
});
