/** Why operators without a converter have none, and what to do instead. */
import { Refusal } from "../conversion/refusal.ts";

const controlFlow = "which operators run is decided at run time; a plan has one fixed order";
const recurrent = "recurrent layers keep a state from step to step, which the graph IR has no operator for";
const state = "it keeps a state between runs, which the graph IR has no operator for";
const dynamic = "the size of its result depends on the data";
const table = "it looks values up in a hash table, mostly of text, which the graph IR has no type for";
const random = "its result is random";

const cut = "cut the model before this operator and do this step on the host";
const unroll = "unroll the recurrence when converting, or cut the model around this operator";
const inference = "convert the model for inference";

const reasons: Readonly<Record<string, readonly [reason: string, help: string]>> = {
  IF: [controlFlow, "convert the branch that is taken"],
  WHILE: [controlFlow, "convert the model with its loops unrolled"],
  CALL_ONCE: [state, inference],
  VAR_HANDLE: [state, inference],
  READ_VARIABLE: [state, inference],
  ASSIGN_VARIABLE: [state, inference],
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
  RANDOM_STANDARD_NORMAL: [random, inference],
  RANDOM_UNIFORM: [random, inference],
  MULTINOMIAL: [random, inference],
};

export const refusalOf = (opType: string, isCustom: boolean): Refusal => {
  if (isCustom) {
    const help = opType.startsWith("Flex") ? "convert the model with builtin operators only" : cut;
    return new Refusal("it is a custom operator, whose meaning the file does not tell", help);
  }
  const known = Object.hasOwn(reasons, opType) ? reasons[opType] : undefined;
  return known === undefined ? new Refusal("there is no converter for this operator") : new Refusal(...known);
};
