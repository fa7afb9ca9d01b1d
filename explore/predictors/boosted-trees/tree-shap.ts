/**
 * Exact Shapley values of a prediction of trees, in polynomial time (TreeSHAP: Lundberg, Erion and Lee, arXiv 1802.03888, algorithm 2). The players
 * are choices: all columns that tell of one choice join the game together, which keeps the algorithm as it is, since it only ever
 * multiplies what a player's splits let through. What a choice out of the game would say is averaged over the samples that
 * came by in training.
 */
import type { Row } from "../predictor.ts";
import type { BoostedTrees } from "./boosted-trees.ts";
import { expectationOf, type Tree } from "./tree.ts";

export interface Explanation {
  /** The mean prediction, of a design of which nothing is known. */
  readonly base: number;
  /** What each player adds to it; with the base they add up to the prediction. */
  readonly shares: Float64Array;
}

/** @param playerOf the player, 0 to `players` − 1, whose choice a column tells of. */
export const explain = (
  { base, trees }: BoostedTrees,
  row: Row,
  players: number,
  playerOf: readonly number[],
): Explanation => {
  const shares = new Float64Array(players);
  for (const tree of trees) addShares(shares, tree, row, playerOf);
  return { base: trees.reduce((sum, tree) => sum + expectationOf(tree), base), shares };
};

/** A player on the way from the root to where the walk stands. */
interface Step {
  readonly player: number;
  /** Part of the samples that get through its splits where it is out of the game. */
  readonly zero: number;
  /** 1 where the row gets through them, else 0. */
  readonly one: number;
  /** Weight of the subsets of as many players as stand before it. */
  readonly weight: number;
}

const addShares = (shares: Float64Array, tree: Tree, row: Row, playerOf: readonly number[]): void => {
  const walk = (node: number, path: readonly Step[], zero: number, one: number, player: number): void => {
    const steps = extend(path, zero, one, player);
    const left = tree.left[node] ?? -1;
    if (left < 0) {
      addLeaf(shares, steps, tree.value[node] ?? NaN);
      return;
    }
    const right = tree.right[node] ?? -1;
    const asked = tree.feature[node] ?? 0;
    const next = playerOf[asked] ?? NaN;
    const known = steps.findIndex(step => step.player === next);
    const rest = known < 0 ? steps : unwind(steps, known);
    const { zero: zeroSoFar, one: oneSoFar } = steps[known] ?? { zero: 1, one: 1 };
    const [hot, cold] = (row[asked] ?? NaN) <= (tree.threshold[node] ?? NaN) ? [left, right] : [right, left];
    const part = (child: number): number => (tree.cover[child] ?? 0) / (tree.cover[node] ?? 1);
    walk(hot, rest, zeroSoFar * part(hot), oneSoFar, next);
    walk(cold, rest, zeroSoFar * part(cold), 0, next);
  };
  walk(0, [], 1, 1, -1);
};

const addLeaf = (shares: Float64Array, steps: readonly Step[], value: number): void => {
  for (let i = 1; i < steps.length; i++) {
    const { player, one, zero } = steps[i] ?? nobody;
    const weight = unwind(steps, i).reduce((sum, step) => sum + step.weight, 0);
    shares[player] = (shares[player] ?? 0) + weight * (one - zero) * value;
  }
};

const nobody: Step = { player: -1, zero: 0, one: 0, weight: 0 };

/** One more player: subsets grow by it or not. */
const extend = (path: readonly Step[], zero: number, one: number, player: number): readonly Step[] => {
  const length = path.length;
  const weights = path.map(step => step.weight);
  weights.push(length === 0 ? 1 : 0);
  for (let i = length - 1; i >= 0; i--) {
    const weight = weights[i] ?? 0;
    weights[i + 1] = (weights[i + 1] ?? 0) + (one * weight * (i + 1)) / (length + 1);
    weights[i] = (zero * weight * (length - i)) / (length + 1);
  }
  const longer = path.map((step, i) => weighing(step, weights[i] ?? 0));
  longer.push({ player, zero, one, weight: weights[length] ?? 0 });
  return longer;
};

/** The path as it would be had one player never been added. */
const unwind = (steps: readonly Step[], position: number): readonly Step[] => {
  const last = steps.length - 1;
  const { zero, one } = steps[position] ?? nobody;
  const weights = steps.map(step => step.weight);
  let next = weights[last] ?? 0;
  for (let i = last - 1; i >= 0; i--) {
    const weight = weights[i] ?? 0;
    if (one === 0) weights[i] = (weight * (last + 1)) / (zero * (last - i));
    else {
      weights[i] = (next * (last + 1)) / ((i + 1) * one);
      next = weight - ((weights[i] ?? 0) * zero * (last - i)) / (last + 1);
    }
  }
  const shorter: Step[] = [];
  for (const [i, step] of steps.entries())
    if (i !== position) shorter.push(weighing(step, weights[shorter.length] ?? 0));
  return shorter;
};

/** Not spread: it is done for every node of every tree, and takes ten times as long. */
const weighing = ({ player, zero, one }: Step, weight: number): Step => ({ player, zero, one, weight });
