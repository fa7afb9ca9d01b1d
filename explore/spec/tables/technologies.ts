/** Technologies that a specification may name. */
import { technologies, type TechnologyName } from "../../../accelerators/technology/index.ts";

/** Named by specifications before there is a table for it. */
const withoutTable = ["nasaic-2020"] as const;
export type KnownTechnology = TechnologyName | (typeof withoutTable)[number];

export const knownTechnologies: readonly KnownTechnology[] = [
  ...(Object.keys(technologies) as TechnologyName[]),
  ...withoutTable,
];

/** Is there a table of costs for it? */
export const isPriced = (name: KnownTechnology): name is TechnologyName => Object.hasOwn(technologies, name);
