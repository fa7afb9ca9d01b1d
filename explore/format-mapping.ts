/** A mapping as the plan shows it: data by level names, and the loop nest as text. */
import type { PlanLoop, PlanMapping } from "../accelerators/plan-mapping.ts";
import type { Architecture } from "../mapping/architecture.ts";
import type { Loop, Mapping } from "../mapping/mapping.ts";
import { printMapping } from "../mapping/print.ts";

/** Loops of bound 1 run once and are left out. */
export const planMappingOf = (mapping: Mapping, architecture: Architecture): PlanMapping => {
  const named = mapping.levels.map(({ keeps, temporal, spatial }, i) => ({
    level: architecture.levels[i]?.name ?? String(i),
    keeps,
    temporal: loopsOf(temporal),
    spatialX: loopsOf(spatial.x),
    spatialY: loopsOf(spatial.y),
  }));
  return { nest: printMapping(mapping, architecture).trimEnd().split("\n"), levels: named };
};

const loopsOf = (loops: readonly Loop[]): readonly PlanLoop[] => loops.filter(({ bound }) => bound > 1);
