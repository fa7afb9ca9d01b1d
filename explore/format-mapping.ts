/** A mapping as the plan shows it: data by level names, and the loop nest as text. */
import type { PlanLoop, PlanMapping } from "../accelerators/plan.ts";
import type { Architecture } from "../mapping/architecture.ts";
import type { Loop, Mapping } from "../mapping/mapping.ts";

/** Loops of bound 1 run once and are left out. */
export const planMappingOf = ({ levels }: Mapping, architecture: Architecture): PlanMapping => {
  const named = levels.map(({ keeps, temporal, spatial }, i) => ({
    level: architecture.levels[i]?.name ?? String(i),
    keeps,
    temporal: loopsOf(temporal),
    spatialX: loopsOf(spatial.x),
    spatialY: loopsOf(spatial.y),
  }));
  return { nest: nestOf(named), levels: named };
};

const loopsOf = (loops: readonly Loop[]): readonly PlanLoop[] => loops.filter(({ bound }) => bound > 1);

/**
 * ```
 * DRAM [weights inputs outputs]
 *   for K in 4
 *     CBUF [weights inputs]
 *       parallel x K in 16
 *         mac
 * ```
 */
const nestOf = (levels: PlanMapping["levels"]): readonly string[] => {
  const lines = levels.flatMap(({ level, keeps, temporal, spatialX, spatialY }) => [
    `${level} [${keeps.join(" ")}]`,
    ...temporal.map(({ dimension, bound }) => `for ${dimension} in ${bound}`),
    ...spatialX.map(({ dimension, bound }) => `parallel x ${dimension} in ${bound}`),
    ...spatialY.map(({ dimension, bound }) => `parallel y ${dimension} in ${bound}`),
  ]);
  return [...lines, "mac"].map((line, depth) => `${"  ".repeat(depth)}${line}`);
};
