/** What a pass is: a rewrite of one valid graph into another that computes the same. */
import type { Graph } from "../ir/graph.ts";

export interface Pass {
  /** The name of its file. */
  readonly name: string;
  /** One sentence, imperative. */
  readonly summary: string;
  /** Why a source layer may have no node left after it, e.g. "evaluated at compile time"; the plan's coverage quotes it. */
  readonly whyGone: string;
  /**
   * Returns a new graph, or *the same object* if nothing changed. A valid graph in gives a valid graph out with equal
   * inputs and outputs; every new node carries the origins of all nodes that it stands for.
   */
  run(graph: Graph): Graph;
}
