/** Why operators without a converter have none, and what to do instead. */
import { Refusal } from "../conversion/refusal.ts";
import {
  controlFlow,
  cut,
  dynamic,
  forInference,
  random,
  type Reasons,
  recurrent,
  refusalIn,
  state,
  takenBranch,
  unrolledLoops,
} from "../conversion/unmappable.ts";

const table = "it looks values up in a hash table, mostly of text, which the graph IR has no type for";
const unroll = "unroll the recurrence when converting, or cut the model around this operator";

const reasons: Reasons = {
  IF: [controlFlow, takenBranch],
  WHILE: [controlFlow, unrolledLoops],
  CALL_ONCE: [state, forInference],
  VAR_HANDLE: [state, forInference],
  READ_VARIABLE: [state, forInference],
  ASSIGN_VARIABLE: [state, forInference],
  LSTM: [recurrent, unroll],
  RNN: [recurrent, unroll],
  SVDF: [recurrent, unroll],
  UNIDIRECTIONAL_SEQUENCE_LSTM: [recurrent, unroll],
  UNIDIRECTIONAL_SEQUENCE_RNN: [recurrent, unroll],
  BIDIRECTIONAL_SEQUENCE_LSTM: [recurrent, unroll],
  BIDIRECTIONAL_SEQUENCE_RNN: [recurrent, unroll],
  NON_MAX_SUPPRESSION_V4: [dynamic, cut],
  NON_MAX_SUPPRESSION_V5: [dynamic, cut],
  UNIQUE: [dynamic, cut],
  WHERE: [dynamic, cut],
  HASHTABLE: [table, cut],
  HASHTABLE_FIND: [table, cut],
  HASHTABLE_LOOKUP: [table, cut],
  RANDOM_STANDARD_NORMAL: [random, forInference],
  RANDOM_UNIFORM: [random, forInference],
  MULTINOMIAL: [random, forInference],
};

export const refusalOf = (opType: string, isCustom: boolean): Refusal => {
  if (isCustom) {
    const help = opType.startsWith("Flex") ? "convert the model with builtin operators only" : cut;
    return new Refusal("it is a custom operator, whose meaning the file does not tell", help);
  }
  return refusalIn(reasons, opType);
};
