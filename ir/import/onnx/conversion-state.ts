/** What is known while the nodes of a model are converted one after the other. */
import type { GraphBuilder } from "../../builder.ts";
import type { Value, ValueId } from "../../graph.ts";
import type { TensorType } from "../../tensor.ts";
import { LostOperand, Refusal } from "../conversion/refusal.ts";
import type { SourceNode } from "../conversion/imported-model.ts";
import type { UnsupportedNode } from "../conversion/messages.ts";
import type { Values } from "../conversion/values.ts";

/** What a name of the model stands for: a value of the graph, or nothing, and why. */
export type Found =
  | { readonly kind: "value"; readonly value: Value }
  /** A result of an unsupported node whose type is not recorded. */
  | { readonly kind: "lost"; readonly reason: string }
  /** A weight of a type that the graph IR does not have. */
  | { readonly kind: "unreadable"; readonly reason: string };

/** Names of one graph; those of a subgraph come before those around it. */
export interface Scope {
  get(name: string): Found | undefined;
  set(name: string, found: Found): void;
}

export const scopeWithin = (outer?: Scope): Scope => {
  const own = new Map<string, Found>();
  return { get: name => own.get(name) ?? outer?.get(name), set: (name, found) => void own.set(name, found) };
};

export interface ConversionState {
  readonly graph: GraphBuilder;
  readonly values: Values;
  readonly opset: number;
  /** Operators that the model defines itself, as `domain.name`. */
  readonly functions: ReadonlySet<string>;
  readonly scope: Scope;
  /** Names that some node or output reads. */
  readonly read: ReadonlySet<string>;
  /** Types that the model itself records, for results of nodes that can't be mapped. */
  readonly recordedTypes: ReadonlyMap<string, TensorType>;
  /** Names that nodes have already. */
  readonly nodeNames: Set<string>;
  readonly sourceNodes: SourceNode[];
  readonly unsupported: UnsupportedNode[];
  readonly eliminated: Map<string, string>;
  /** Results of nodes that a conversion added before it was refused. */
  readonly discarded: Set<ValueId>;
}

/** @throws Refusal where the name stands for no value. */
export const valueNamed = (name: string, scope: Scope): Value => {
  const found = scope.get(name);
  if (found?.kind === "value") return found.value;
  if (found?.kind === "unreadable") throw new Refusal(`its operand ${name} is ${found.reason}`);
  throw new LostOperand(`its operand ${name} cannot be had: ${found?.reason ?? "nothing computes it"}`);
};
