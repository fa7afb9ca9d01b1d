/** Why operators without a converter have none, and what to do instead. */
import type { Refusal } from "../../conversion/refusal.ts";
import {
  controlFlow,
  cut,
  dynamic,
  forInference,
  random,
  type Reasons,
  refusalIn,
  state,
  takenBranch,
  unrolledLoops,
} from "../../conversion/unmappable.ts";

const reasons: Reasons = {
  If: [controlFlow, takenBranch],
  StatelessIf: [controlFlow, takenBranch],
  While: [controlFlow, unrolledLoops],
  StatelessWhile: [controlFlow, unrolledLoops],
  Switch: [controlFlow, takenBranch],
  Merge: [controlFlow, takenBranch],
  Enter: [controlFlow, unrolledLoops],
  Exit: [controlFlow, unrolledLoops],
  LoopCond: [controlFlow, unrolledLoops],
  NextIteration: [controlFlow, unrolledLoops],
  TensorArrayV3: [controlFlow, unrolledLoops],
  NonMaxSuppressionV2: [dynamic, cut],
  NonMaxSuppressionV3: [dynamic, cut],
  NonMaxSuppressionV4: [dynamic, cut],
  NonMaxSuppressionV5: [dynamic, cut],
  Where: [dynamic, cut],
  Unique: [dynamic, cut],
  HashTableV2: [state, cut],
  LookupTableFindV2: [state, cut],
  RandomUniform: [random, forInference],
  RandomStandardNormal: [random, forInference],
  Multinomial: [random, forInference],
};

export const refusalOf = (op: string): Refusal => refusalIn(reasons, op);
