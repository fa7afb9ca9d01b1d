/** Technologies that a specification may name. */
import { type CostModelName, costModels } from "../../../accelerators/cost-models.ts";
import { technologies, type TechnologyName } from "../../../accelerators/technology/index.ts";

export type KnownTechnology = TechnologyName | CostModelName;

export const knownTechnologies: readonly KnownTechnology[] = [
  ...(Object.keys(technologies) as TechnologyName[]),
  ...(Object.keys(costModels) as CostModelName[]),
];

/** Is it a table of what the parts of a machine cost? A cost model prices layers instead. */
export const isPriced = (name: KnownTechnology): name is TechnologyName => Object.hasOwn(technologies, name);

export const isCostModel = (name: KnownTechnology): name is CostModelName => Object.hasOwn(costModels, name);
