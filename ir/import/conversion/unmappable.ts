/** What importers say of operators that they have no converter for: reasons that several formats share, and the tables' look-up. */
import { Refusal } from "./refusal.ts";

export const recurrent = "recurrent layers keep a state from step to step, which the graph IR has no operator for";
export const dynamic = "the size of its result depends on the data";
export const random = "its result is random";
/** Of TensorFlow, whatever the file. */
export const controlFlow = "which operators run is decided at run time; a plan has one fixed order";
export const state = "it keeps a state between runs, which the graph IR has no operator for";

export const cut = "cut the model before this operator and do this step on the host";
export const takenBranch = "convert the branch that is taken";
export const unrolledLoops = "convert the model with its loops unrolled";
export const forInference = "convert the model for inference";

/** By the format's own names. */
export type Reasons = Readonly<Record<string, readonly [reason: string, help: string]>>;

const unknownOperator = (): Refusal => new Refusal("there is no converter for this operator");

/** Why the operator can't be mapped; `otherwise` where the table does not know it. */
export const refusalIn = (reasons: Reasons, name: string, otherwise: () => Refusal = unknownOperator): Refusal => {
  const known = Object.hasOwn(reasons, name) ? reasons[name] : undefined;
  return known === undefined ? otherwise() : new Refusal(...known);
};
