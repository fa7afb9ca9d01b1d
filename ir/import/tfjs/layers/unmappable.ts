/** Why layers without a converter have none, and what to do instead. */
import { Refusal } from "../../conversion/refusal.ts";
import { type Reasons, recurrent, refusalIn } from "../../conversion/unmappable.ts";

const unroll = "convert it as a graph model with the recurrence unrolled, or cut the model around this layer";

const reasons: Reasons = {
  LSTM: [recurrent, unroll],
  GRU: [recurrent, unroll],
  SimpleRNN: [recurrent, unroll],
  RNN: [recurrent, unroll],
  ConvLSTM2D: [recurrent, unroll],
  Bidirectional: [recurrent, unroll],
  TimeDistributed: ["it runs another layer step by step", "convert the model as a graph model"],
  Lambda: ["its code is not in the file", "convert the model as a graph model"],
  Masking: ["it skips steps depending on the data", "convert the model as a graph model"],
};

const noConverter = (): Refusal =>
  new Refusal(
    "there is no converter for this layer",
    "convert the model as a graph model, which has no layers of its own",
  );

export const refusalOf = (className: string): Refusal => refusalIn(reasons, className, noConverter);
