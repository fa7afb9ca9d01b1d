/** One recipe per operator; a new operator without one does not compile. */
import type { OpName } from "../../../ir/ops/index.ts";
import { contractionRecipes } from "./contractions.ts";
import { elementwiseRecipes } from "./elementwise.ts";
import { movementRecipes } from "./movement.ts";
import type { Recipe } from "./recipe.ts";
import { reductionRecipes } from "./reductions.ts";

/** All but `opaque`, which no interpreter runs. */
export type RandomOp = Exclude<OpName, "opaque">;

export const recipes = {
  ...contractionRecipes,
  ...elementwiseRecipes,
  ...movementRecipes,
  ...reductionRecipes,
} satisfies Record<RandomOp, Recipe>;

export const randomOps = Object.keys(recipes) as RandomOp[];
