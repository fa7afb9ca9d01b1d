/** Strategies by the names that users give them. */
import { strategies } from "../explore/strategies/index.ts";
import type { SearchProblem, Strategy, StrategyDefinition, StrategyState } from "../explore/strategies/strategy.ts";
import { CompileError, InternalError } from "../support/diagnostic.ts";
import { unknownStrategy } from "./messages.ts";

const known: Readonly<Record<string, StrategyDefinition>> = strategies;

/** @throws CompileError where there is no such strategy. @param file of the specification that names it. */
export const requireStrategy = (name: string, file?: string): string => {
  if (Object.hasOwn(known, name)) return name;
  throw new CompileError([unknownStrategy(name, Object.keys(known), file === undefined ? undefined : { file })]);
};

export const strategyFor = (name: string, problem: SearchProblem, state?: StrategyState): Strategy => {
  const definition = known[name];
  if (definition === undefined) throw new InternalError(`there is no strategy ${name}`);
  return definition.create(problem, state);
};
