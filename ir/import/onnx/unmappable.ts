/** Why operators without a converter have none, and what to do instead. */
import { Refusal } from "../conversion/refusal.ts";
import { dynamic, random, type Reasons, recurrent, refusalIn } from "../conversion/unmappable.ts";

const controlFlow = "which nodes run is decided at run time; a plan has one fixed order";
const sequences = "it works on sequences of tensors, which the graph IR has no type for";
const text = "it works on text, which the graph IR has no type for";

const decide =
  "bind the dimension or the whole-number input that decides it (--bind NAME=VALUE), so that the condition is a constant";
const cut = "cut the model before this node and do this step on the host";

const reasons: Reasons = {
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
  RandomNormal: [random, "export the model for inference"],
  RandomNormalLike: [random, "export the model for inference"],
  RandomUniform: [random, "export the model for inference"],
  RandomUniformLike: [random, "export the model for inference"],
  Bernoulli: [random, "export the model for inference"],
  Multinomial: [random, "export the model for inference"],
};

export const refusalOf = (opType: string, domain: string): Refusal => {
  if (domain !== "")
    return new Refusal(
      `it belongs to the domain ${domain}; only ONNX's own operators are supported`,
      "export the model with ONNX's own operators (opset 7 to 21)",
    );
  return refusalIn(reasons, opType);
};
