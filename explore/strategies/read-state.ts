/** Reads the state of a strategy that was stored. */
import type { z } from "zod";
import { CompileError } from "../../support/diagnostic.ts";
import { wrongState } from "./messages.ts";
import type { StrategyState } from "./strategy.ts";

export const readState = <State>(strategy: string, schema: z.ZodType<State>, state: StrategyState): State => {
  const { success, data, error } = schema.safeParse(state);
  if (!success) throw new CompileError(error.issues.map(({ path, message }) => wrongState(strategy, path, message)));
  return data;
};
