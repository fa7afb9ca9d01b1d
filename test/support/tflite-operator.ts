/** Imports a model of one TensorFlow Lite operator and runs it, everything in the model's own order of axes. */
import type { ImportedModel } from "../../ir/import/conversion/imported-model.ts";
import { importTflite } from "../../ir/import/tflite/import-tflite.ts";
import { evaluate } from "../../ir/interp/evaluate.ts";
import type { Tensor } from "../../ir/tensor.ts";
import { toFileOrder, toGraphOrder } from "../../ir/import/conversion/axis-orders.ts";
import { tfliteModel, type TestOptions, type TestQuantization, type TestTensor } from "./tflite-model.ts";

export interface TestOperand {
  readonly tensor: Tensor;
  readonly quantization?: TestQuantization;
  /** A weight; else an input. */
  readonly isConstant?: boolean;
}

export interface TfliteCase {
  readonly opType: string;
  readonly operands: readonly TestOperand[];
  readonly options?: { readonly type: number; readonly fields: TestOptions };
  readonly results: readonly { readonly type: Tensor["type"]; readonly quantization?: TestQuantization }[];
}

type Entry = readonly [name: string, tensor: TestTensor];

const nameOf = (index: number): string => `operand${index}`;

export const importCase = ({ opType, operands, options, results }: TfliteCase): ImportedModel => {
  const outputs = results.map((_, i) => `result${i}`);
  const weights = operands.map(({ tensor: { type, data }, quantization, isConstant }, i): Entry => [
    nameOf(i),
    { ...type, ...(isConstant === true ? { data } : {}), ...(quantization === undefined ? {} : { quantization }) },
  ]);
  const made = results.map(({ type, quantization }, i): Entry => [
    outputs[i] ?? "",
    { ...type, ...(quantization === undefined ? {} : { quantization }) },
  ]);
  const bytes = tfliteModel({
    tensors: Object.fromEntries([...weights, ...made]),
    operators: [
      { opType, inputs: operands.map((_, i) => nameOf(i)), outputs, ...(options === undefined ? {} : { options }) },
    ],
    inputs: operands.flatMap(({ isConstant }, i) => (isConstant === true ? [] : [nameOf(i)])),
    outputs,
  });
  return importTflite(bytes);
};

/** The results, in order. */
export const runCase = (operator: TfliteCase): readonly Tensor[] => {
  const model = importCase(operator);
  const feeds = operator.operands.flatMap(({ tensor, isConstant }, i) =>
    isConstant === true ? [] : [[nameOf(i), toGraphOrder(model, nameOf(i), tensor)] as const],
  );
  const outputs = evaluate(model.graph, new Map(feeds));
  return [...outputs].map(([name, tensor]) => toFileOrder(model, name, tensor));
};
