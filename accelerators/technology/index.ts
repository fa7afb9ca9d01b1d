/** The only list of technologies. */
import type { Technology } from "../technology.ts";
import nanometres28 from "./28nm.json" with { type: "json" };
import unit from "./unit.json" with { type: "json" };

export const technologies = { unit, "28nm": nanometres28 } as const satisfies Record<string, Technology>;
export type TechnologyName = keyof typeof technologies;
