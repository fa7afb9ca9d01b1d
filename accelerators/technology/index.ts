/** The only list of technologies. Memory outside costs the same whatever the chip is made in. */
import type { Technology } from "../technology.ts";
import nanometres16 from "./16nm.json" with { type: "json" };
import nanometres28 from "./28nm.json" with { type: "json" };
import nanometres45 from "./45nm.json" with { type: "json" };
import nanometres7 from "./7nm.json" with { type: "json" };
import dram from "./dram.json" with { type: "json" };
import unit from "./unit.json" with { type: "json" };

export const technologies = {
  unit,
  "45nm": { ...nanometres45, dram },
  "28nm": { ...nanometres28, dram },
  "16nm": { ...nanometres16, dram },
  "7nm": { ...nanometres7, dram },
} as const satisfies Record<string, Technology>;
export type TechnologyName = keyof typeof technologies;
