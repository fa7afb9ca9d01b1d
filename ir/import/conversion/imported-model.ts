/** What every importer gives, and what may be asked of it. */
import type { Diagnostic } from "../../../support/diagnostic.ts";
import type { Graph } from "../../graph.ts";
import type { SymbolUse, UnsupportedNode } from "./messages.ts";

export interface ImportOptions {
  /** Named in messages. */
  readonly file?: string;
  /** Sizes of open dimensions. */
  readonly bindings?: ReadonlyMap<string, number>;
  /** Keeps nodes that can't be mapped as `opaque` ones instead of failing. */
  readonly allowUnsupported?: boolean;
}

export interface ImportedModel {
  readonly graph: Graph;
  /** Every node of the file, in an order in which operands come first; `origins` in the graph are their names. */
  readonly sourceNodes: readonly SourceNode[];
  readonly boundSymbols: readonly BoundSymbol[];
  readonly warnings: readonly Diagnostic[];
  /** Why nodes left nothing in the graph, by their names. */
  readonly eliminated: ReadonlyMap<string, string>;
  /** Empty unless `allowUnsupported`. */
  readonly unsupported: readonly UnsupportedNode[];
  /**
   * Inputs and outputs whose axes the graph has in another order than the file, by name: axis i of the graph is axis
   * `order[i]` of the file. An image of a format that puts channels last has [0,3,1,2].
   */
  readonly axisOrders: ReadonlyMap<string, readonly number[]>;
  /** What the codes of inputs and outputs stand for, by name, where the file itself says so. */
  readonly codes?: ReadonlyMap<string, CodeParameters>;
}

/** real = scale · (code − zeroPoint). */
export interface CodeParameters {
  readonly scale: number;
  readonly zeroPoint: number;
}

/** What the plan's coverage lists. */
export interface SourceNode {
  /** Unique in the model: the node's own name, or that of its first output. */
  readonly name: string;
  readonly opType: string;
}

/** An open dimension and the size it got, or a whole-number input and the value it got. */
export interface BoundSymbol {
  readonly symbol: string;
  readonly value: number;
  /** Where the model's inputs have it; empty for an input that became a constant. */
  readonly uses: readonly SymbolUse[];
}
