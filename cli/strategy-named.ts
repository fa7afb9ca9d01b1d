/** Strategies by the names that users give them. */
import { baselines, strategies } from "../explore/strategies/index.ts";
import type { SearchProblem, Strategy, StrategyDefinition, StrategyProgress } from "../explore/strategies/strategy.ts";
import { CompileError, InternalError } from "../support/diagnostic.ts";
import { baselineTwice, unknownBaseline, unknownStrategy } from "./run-messages.ts";

const known: Readonly<Record<string, StrategyDefinition>> = baselines;

/** @throws CompileError where there is no such strategy. @param file of the specification that names it. */
export const requireStrategy = (name: string, file?: string): string => {
  if (Object.hasOwn(strategies, name)) return name;
  throw new CompileError([unknownStrategy(name, Object.keys(strategies), file === undefined ? undefined : { file })]);
};

/** @param names with commas between them. @throws CompileError that names each that is none, or is there twice. */
export const requireBaselines = (names: string): readonly string[] => {
  const wanted = names.split(",").map(name => name.trim());
  const faults = wanted.flatMap((name, i) => [
    ...(Object.hasOwn(known, name) ? [] : [unknownBaseline(name, Object.keys(known))]),
    ...(name !== "" && wanted.indexOf(name) < i ? [baselineTwice(name)] : []),
  ]);
  if (faults.length > 0) throw new CompileError(faults);
  return wanted;
};

export const strategyNamed = (name: string): StrategyDefinition => {
  const definition = known[name];
  if (definition === undefined) throw new InternalError(`there is no strategy ${name}`);
  return definition;
};

export const strategyFor = (name: string, problem: SearchProblem, progress?: StrategyProgress): Strategy =>
  strategyNamed(name).create(problem, progress);
