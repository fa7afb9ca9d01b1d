/** Everything that bounds a value is one clip, and a clip at 0 alone is a relu. NaN passes through all of them. */
import type { Node, ValueId } from "../../ir/graph.ts";
import { withNumber } from "../match.ts";
import type { Rule, Site } from "../rewrite.ts";

interface Clamp {
  readonly input: ValueId;
  readonly min: number;
  readonly max: number;
}

/** min(max(x, min), max), as any of four operators writes it. */
const clampOf = (node: Node | undefined, site: Site): Clamp | undefined => {
  const [input] = node?.operands ?? [];
  if (node === undefined || input === undefined) return undefined;
  if (node.op === "relu") return { input, min: 0, max: Infinity };
  if (node.op === "clip") return { input, min: Number(node.attributes["min"]), max: Number(node.attributes["max"]) };
  const below = withNumber("max", node, site);
  if (below !== undefined && !Number.isNaN(below.number))
    return { input: below.input, min: below.number, max: Infinity };
  const above = withNumber("min", node, site);
  if (above !== undefined && !Number.isNaN(above.number))
    return { input: above.input, min: -Infinity, max: above.number };
  return undefined;
};

/**
 * clip(clip(x, a, b), c, d) = clip(x, clip(clip(-∞, a, b), c, d), clip(clip(∞, a, b), c, d)): clips are monotonic, so where the
 * ends go tells all. With a relu as clip(x, 0, ∞), max(x, c) as clip(x, c, ∞) and min(x, c) as clip(x, -∞, c).
 */
const clipOfClip: Rule = (node, site) => {
  const outer = clampOf(node, site);
  const inner = outer === undefined ? undefined : clampOf(site.producerOf(outer.input), site);
  if (outer === undefined || inner === undefined) return undefined;
  const end = (value: number): number => clamp(clamp(value, inner), outer);
  return [clampNode({ input: inner.input, min: end(-Infinity), max: end(Infinity) }, site)];
};

const clamp = (value: number, { min, max }: Clamp): number => Math.min(Math.max(value, min), max);

/** max(x, 0) = relu(x), max(x, c) = clip(x, c, ∞), min(x, c) = clip(x, -∞, c), clip(x, 0, ∞) = relu(x). */
const boundToClip: Rule = (node, site) => {
  if (node.op === "relu") return undefined;
  const match = clampOf(node, site);
  if (match === undefined || (node.op === "clip" && !isRelu(match))) return undefined;
  return [clampNode(match, site)];
};

/** clip(x, -∞, ∞) = x. */
const unboundedClip: Rule = (node, site) => {
  if (node.op !== "clip") return undefined;
  const match = clampOf(node, site);
  return match?.min === -Infinity && match.max === Infinity ? [site.valueOf(match.input)] : undefined;
};

const clampNode = ({ input, min, max }: Clamp, site: Site): ReturnType<Site["node"]> =>
  isRelu({ min, max }) ? site.node("relu", [input], {}) : site.node("clip", [input], { min, max });

const isRelu = ({ min, max }: Pick<Clamp, "min" | "max">): boolean => min === 0 && max === Infinity;

export const clipRules: readonly Rule[] = [unboundedClip, clipOfClip, boundToClip];
