/** Searches of specifications: what describes their evaluators, what builds them, and in which words their designs are told. */
import { InternalError } from "../../support/diagnostic.ts";
import type { MetricGoal } from "../design/demands.ts";
import { evaluatorOf, tellerFor } from "../evaluate/evaluator-of.ts";
import { goalsOf } from "../goals.ts";
import type { Mapper } from "../map-network.ts";
import { readSpec } from "../spec/read-spec.ts";
import type { Json } from "../../support/stable-json.ts";
import type { EvaluatorBuilders, EvaluatorDescription } from "./evaluator.ts";
import type { Telling } from "./findings.ts";

const kind = "specification";

/** The file of a specification as it was when the run began. */
export interface SpecificationText {
  readonly path: string;
  readonly text: string;
}

/** @param files SHA-256 of each file that the evaluator reads, by name. */
export const describeSpecification = (
  { path, text }: SpecificationText,
  files: EvaluatorDescription["files"],
): EvaluatorDescription => ({ kind, parameters: { path, text }, files });

/** The same, where designs beyond the limits have scores too. */
export const scoringAll = ({ parameters, ...description }: EvaluatorDescription): EvaluatorDescription => ({
  ...description,
  parameters: { ...textIn(parameters), scoresAll: true },
});

export const specificationBuilders = (mapper: Mapper): EvaluatorBuilders => ({
  [kind]: (parameters, files) =>
    evaluatorOf({ ...textIn(parameters), files, mapper, scoresAll: isScoringAll(parameters) }),
});

const isScoringAll = (parameters: Json): boolean => (parameters as { readonly scoresAll?: boolean }).scoresAll === true;

export const specificationIn = (description: EvaluatorDescription): SpecificationText => {
  if (description.kind !== kind) throw new InternalError(`a search of kind ${description.kind} has no specification`);
  return textIn(description.parameters);
};

export interface SpecificationTelling extends Telling {
  /** One per objective. */
  readonly goals: readonly MetricGoal[];
}

/** From the text alone: what a run found can be told where its files are gone. */
export const tellSpecification = (description: EvaluatorDescription): SpecificationTelling => {
  const { path, text } = specificationIn(description);
  const read = readSpec(path, text, { exists: () => true, namesIn: () => [] });
  const { space, objectives, limits } = tellerFor(read);
  return { space, objectives, limits, bounds: read.spec.limits, goals: goalsOf(read.spec) };
};

const textIn = (parameters: Json): SpecificationText => {
  const { path, text } = parameters as unknown as SpecificationText;
  return { path, text };
};
