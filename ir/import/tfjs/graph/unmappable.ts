/** Why operators without a converter have none, and what to do instead. */
import { Refusal } from "../../conversion/refusal.ts";

const controlFlow = "which operators run is decided at run time; a plan has one fixed order";
const dynamic = "the size of its result depends on the data";
const random = "its result is random";
const state = "it keeps a state between runs, which the graph IR has no operator for";

const cut = "cut the model before this operator and do this step on the host";
const unroll = "convert the model with its loops unrolled";
const inference = "convert the model for inference";

const reasons: Readonly<Record<string, readonly [reason: string, help: string]>> = {
  If: [controlFlow, "convert the branch that is taken"],
  StatelessIf: [controlFlow, "convert the branch that is taken"],
  While: [controlFlow, unroll],
  StatelessWhile: [controlFlow, unroll],
  Switch: [controlFlow, "convert the branch that is taken"],
  Merge: [controlFlow, "convert the branch that is taken"],
  Enter: [controlFlow, unroll],
  Exit: [controlFlow, unroll],
  LoopCond: [controlFlow, unroll],
  NextIteration: [controlFlow, unroll],
  TensorArrayV3: [controlFlow, unroll],
  NonMaxSuppressionV2: [dynamic, cut],
  NonMaxSuppressionV3: [dynamic, cut],
  NonMaxSuppressionV4: [dynamic, cut],
  NonMaxSuppressionV5: [dynamic, cut],
  Where: [dynamic, cut],
  Unique: [dynamic, cut],
  HashTableV2: [state, cut],
  LookupTableFindV2: [state, cut],
  RandomUniform: [random, inference],
  RandomStandardNormal: [random, inference],
  Multinomial: [random, inference],
};

export const refusalOf = (op: string): Refusal => {
  const known = Object.hasOwn(reasons, op) ? reasons[op] : undefined;
  return known === undefined ? new Refusal("there is no converter for this operator") : new Refusal(...known);
};
