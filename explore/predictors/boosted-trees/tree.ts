/** A regression tree as flat arrays, so that it is plain JSON and quick to walk. */
import type { Row } from "../predictor.ts";

/** Node 0 is the root; a node is a leaf where `left` is −1. Children stand behind their parents. */
export interface Tree {
  /** Column that a node asks about; −1 in leaves. */
  readonly feature: readonly number[];
  /** A row goes left where its feature is no greater. */
  readonly threshold: readonly number[];
  readonly left: readonly number[];
  readonly right: readonly number[];
  /** What a leaf predicts; 0 in other nodes. */
  readonly value: readonly number[];
  /** How many training samples came by. */
  readonly cover: readonly number[];
}

export const leafOf = ({ feature, threshold, left, right }: Tree, row: Row): number => {
  let node = 0;
  for (;;) {
    const child = left[node] ?? -1;
    if (child < 0) return node;
    node = (row[feature[node] ?? 0] ?? 0) <= (threshold[node] ?? 0) ? child : (right[node] ?? 0);
  }
};

export const valueAt = (tree: Tree, row: Row): number => tree.value[leafOf(tree, row)] ?? NaN;

/** What a tree predicts of a row of which nothing is known: its leaves, weighed by how many samples came by. */
export const expectationOf = ({ left, value, cover }: Tree): number =>
  value.reduce((sum, each, node) => ((left[node] ?? -1) < 0 ? sum + each * (cover[node] ?? 0) : sum), 0) /
  (cover[0] ?? 1);
