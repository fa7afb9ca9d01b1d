/** What a fused contraction does on its way out: bias, then the steps of its epilogue with the operators' own translations. */
import { parseEpilogueStep, readsOperand, splitOperands } from "../../../../ir/epilogue.ts";
import { InternalError } from "../../../../support/diagnostic.ts";
import { type Call, type DeviceTensor, type NodeShape, type Translation, typeAt } from "../translation.ts";
import { elementwiseTranslations } from "./elementwise.ts";

type Contraction = "conv2d" | "conv_transpose2d" | "matmul";

/** Why the steps can't be run: none of those that there are. */
export const epilogueFault = ({ attributes }: NodeShape<Contraction>): string | undefined => {
  const unknown = attributes.epilogue.find(step => parseEpilogueStep(step) === undefined);
  return unknown === undefined ? undefined : `there is no step ${unknown}`;
};

/** `turn` brings the sum, whose last axis are the channels, into the result's order of axes. */
export const finished = (
  call: Call<Contraction>,
  sum: DeviceTensor,
  turn: (biased: DeviceTensor) => DeviceTensor,
): DeviceTensor => {
  const { tf, given, attributes } = call;
  const { bias, extras } = splitOperands(given, attributes.epilogue);
  let value = turn(bias === undefined ? sum : tf.add(sum, bias));
  let nextExtra = 0;
  for (const text of attributes.epilogue) {
    const extra = readsOperand(text) ? extras[nextExtra++] : undefined;
    value = afterStep(call, text, extra === undefined ? [value] : [value, extra]);
  }
  return value;
};

const afterStep = (call: Call<Contraction>, text: string, given: readonly DeviceTensor[]): DeviceTensor => {
  const step = parseEpilogueStep(text);
  if (step === undefined) throw new InternalError(`epilogue step ${text}`);
  const translation = elementwiseTranslations[step.op] as Translation<never>;
  const result = typeAt(call.results, 0);
  const stepCall = { ...call, given, operands: given.map(() => result), attributes: step.attributes as never };
  const [value] = translation.compute(stepCall);
  if (value === undefined) throw new InternalError(`epilogue step ${text} gives nothing`);
  return value;
};
