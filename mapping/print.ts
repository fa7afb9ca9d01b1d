/** A mapping as people read it: a loop nest, cut at the levels. */
import type { Architecture } from "./architecture.ts";
import type { Loop, Mapping } from "./mapping.ts";

/**
 * ```
 * DRAM [weights inputs outputs]
 *   for K in 4
 *     CBUF [weights inputs]
 *       parallel x K in 16
 *         mac
 * ```
 * Loops of bound 1 run once and are left out.
 */
export const printMapping = ({ levels }: Mapping, architecture: Pick<Architecture, "levels">): string => {
  const lines = levels.flatMap(({ keeps, temporal, spatial }, i) => [
    `${architecture.levels[i]?.name ?? `level ${i}`} [${keeps.join(" ")}]`,
    ...loops("for", temporal),
    ...loops("parallel x", spatial.x),
    ...loops("parallel y", spatial.y),
  ]);
  return [...lines, "mac"].map((line, depth) => `${"  ".repeat(depth)}${line}\n`).join("");
};

const loops = (word: string, all: readonly Loop[]): string[] =>
  all.filter(({ bound }) => bound > 1).map(({ dimension, bound }) => `${word} ${dimension} in ${bound}`);
