/** The list of strategies, by the names that specifications use. */
import type { StrategyName } from "../spec/tables/search.ts";
import { bayes } from "./bayes.ts";
import { evolution } from "./evolution.ts";
import { exhaustive } from "./exhaustive.ts";
import { linas } from "./linas.ts";
import { nasaic } from "./nasaic.ts";
import { nsga2 } from "./nsga2.ts";
import { nsga3 } from "./nsga3/nsga3.ts";
import { random } from "./random.ts";
import { asicThenNas, withinThenNas } from "./staged/asic-then-nas.ts";
import { nasThenAsic } from "./staged/nas-then-asic.ts";
import type { StrategyDefinition } from "./strategy.ts";

export const strategies = {
  exhaustive,
  random,
  evolution,
  nsga2,
  nsga3,
  linas,
  bayes,
  nasaic,
} as const satisfies Partial<Record<StrategyName, StrategyDefinition>>;

/** What searches are compared with: any strategy, and those that search networks and machine apart. */
export const baselines = {
  ...strategies,
  "nas-then-asic": nasThenAsic,
  "asic-then-nas": asicThenNas,
  "within-then-nas": withinThenNas,
} as const satisfies Readonly<Record<string, StrategyDefinition>>;
