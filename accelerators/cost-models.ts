/** The only list of cost models that a specification may name as its technology. */
import type { CostModel } from "./cost-model.ts";
import { nasaic2020, nasaic2020Linear } from "./maestro-2020/model.ts";

export const costModels = {
  "nasaic-2020": nasaic2020,
  "nasaic-2020-linear": nasaic2020Linear,
} as const satisfies Record<string, CostModel>;
export type CostModelName = keyof typeof costModels;
