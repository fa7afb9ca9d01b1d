/** Why operators without a converter have none, and what to do instead. */
import { Refusal } from "../conversion/refusal.ts";

const controlFlow = "which nodes run is decided at run time; a plan has one fixed order";
const recurrent = "recurrent layers keep a state from step to step, which the graph IR has no operator for";
const sequences = "it works on sequences of tensors, which the graph IR has no type for";
const text = "it works on text, which the graph IR has no type for";
const dynamic = "the size of its result depends on the data";

const decide =
  "bind the dimension or the whole-number input that decides it (--bind NAME=VALUE), so that the condition is a constant";
const cut = "cut the model before this node and do this step on the host";

const table: Readonly<Record<string, readonly [reason: string, help: string]>> = {
  If: [controlFlow, decide],
  Loop: [controlFlow, "export the model with its loops unrolled"],
  Scan: [controlFlow, "export the model with its loops unrolled"],
  LSTM: [recurrent, "unroll the recurrence when exporting, or cut the model around this node"],
  GRU: [recurrent, "unroll the recurrence when exporting, or cut the model around this node"],
  RNN: [recurrent, "unroll the recurrence when exporting, or cut the model around this node"],
  NonMaxSuppression: [dynamic, cut],
  Unique: [dynamic, cut],
  Compress: [dynamic, cut],
  ReverseSequence: ["the graph IR has no operator for it", cut],
  StringNormalizer: [text, cut],
  StringConcat: [text, cut],
  StringSplit: [text, cut],
  RegexFullMatch: [text, cut],
  TfIdfVectorizer: [text, cut],
  ConcatFromSequence: [sequences, cut],
  SequenceAt: [sequences, cut],
  SequenceConstruct: [sequences, cut],
  SequenceEmpty: [sequences, cut],
  SequenceErase: [sequences, cut],
  SequenceInsert: [sequences, cut],
  SequenceLength: [sequences, cut],
  SequenceMap: [sequences, cut],
  SplitToSequence: [sequences, cut],
  RandomNormal: ["its result is random", "export the model for inference"],
  RandomNormalLike: ["its result is random", "export the model for inference"],
  RandomUniform: ["its result is random", "export the model for inference"],
  RandomUniformLike: ["its result is random", "export the model for inference"],
  Bernoulli: ["its result is random", "export the model for inference"],
  Multinomial: ["its result is random", "export the model for inference"],
};

export const refusalOf = (opType: string, domain: string): Refusal => {
  if (domain !== "")
    return new Refusal(
      `it belongs to the domain ${domain}; only ONNX's own operators are supported`,
      "export the model with ONNX's own operators (opset 7 to 21)",
    );
  const known = Object.hasOwn(table, opType) ? table[opType] : undefined;
  return known === undefined ? new Refusal("there is no converter for this operator") : new Refusal(...known);
};
