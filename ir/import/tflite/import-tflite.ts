/** From the bytes of a TensorFlow Lite file to a graph whose every dimension is fixed. */
import { isInteger } from "../../dtype.ts";
import { graphBuilder } from "../../builder.ts";
import type { ConversionBuilder } from "../conversion/builder.ts";
import { throwIfAny } from "../conversion/finish.ts";
import type { CodeParameters, ImportedModel, ImportOptions } from "../conversion/imported-model.ts";
import { bindInputs } from "../conversion/open-inputs.ts";
import { sortNodes } from "../conversion/sort-nodes.ts";
import { uniqueNames } from "../conversion/unique-names.ts";
import { importedValues } from "../conversion/values.ts";
import { convertNodes, type ConversionState, emptyState, type Results } from "../tensorflow/convert.ts";
import { finish } from "../tensorflow/finish.ts";
import { addInputs } from "../tensorflow/inputs.ts";
import { converterOf, imageOperators, isConverted } from "./converters/index.ts";
import { dtypeOfTflite } from "./data-types.ts";
import { decodeModel, type TfliteModel, type TfliteTensor } from "./decode.ts";
import { messages } from "./messages.ts";
import { keyOf, type NamedOperator, nodeView } from "./node-view.ts";
import { declaredType, inputTypeFaults, openInputs, referenceFaults, weightFaults, weightsOf } from "./tensors.ts";
import { refusalOf } from "./unmappable.ts";

/** @throws CompileError with everything found in the file that stands against an import. */
export const importTflite = (bytes: Uint8Array, options: ImportOptions = {}): ImportedModel => {
  const { file, bindings = new Map<string, number>(), allowUnsupported = false } = options;
  const model = decodeModel(bytes, file);
  const operators = nameOperators(model);
  throwIfAny([...referenceFaults(model, operators, file), ...inputTypeFaults(model, file)]);
  const { sorted, circle } = sortNodes(operators);
  const inputs = bindInputs(openInputs(model), bindings, file, messages);
  throwIfAny([
    ...(circle === undefined ? [] : [messages.cyclicGraph(file, circle)]),
    ...inputs.faults,
    ...weightFaults(model, file),
  ]);
  const graph = graphBuilder(model.graphName === "" ? "network" : model.graphName);
  const state = emptyState(graph, importedValues(graph, bytes.length), name =>
    declaredType(model.tensors[Number(name)]),
  );
  const inputOrders = addInputs(state, inputs, inputKeys(model), hasImages(model));
  for (const [index, found] of weightsOf(model, state.values)) state.scope.set(keyOf(index), found);
  convertNodes(sorted, state, (node, build) => convert(node, build, model, state));
  const outputs = outputsOf(model);
  const imported = finish(state, {
    file,
    allowUnsupported,
    messages,
    inputs,
    inputOrders,
    outputs,
    recorded: recordedTypes(model),
  });
  return { ...imported, codes: codesOf(model, outputs) };
};

/** Inputs and outputs whose codes have one scale and zero point. */
const codesOf = (model: TfliteModel, outputs: ReturnType<typeof outputsOf>): NonNullable<ImportedModel["codes"]> => {
  const keys = [...inputKeys(model), ...outputs.map(({ name, value }) => [name, value] as const)];
  return new Map(
    keys.flatMap(([name, key]) => {
      const parameters = parametersOf(model.tensors[Number(key)]);
      return parameters === undefined ? [] : [[name, parameters] as const];
    }),
  );
};

const parametersOf = (tensor: TfliteTensor | undefined): CodeParameters | undefined => {
  const dtype = dtypeOfTflite(tensor?.typeCode ?? -1);
  const { scales = [], zeroPoints = [] } = tensor?.quantization ?? {};
  const [scale, ...others] = scales;
  if (dtype === undefined || !isInteger(dtype) || scale === undefined || others.length > 0) return undefined;
  return { scale, zeroPoint: zeroPoints[0] ?? 0 };
};

/** Operators have no names of their own: they are called after their first result. */
const nameOperators = ({ operators, tensors }: TfliteModel): readonly NamedOperator[] => {
  const names = uniqueNames(
    operators.map(({ outputs }) => tensors[outputs[0] ?? -1]?.name ?? ""),
    "operator",
  );
  return operators.map((operator, i) => ({
    name: names[i] ?? "",
    opType: operator.opType,
    operator,
    reads: operator.inputs.filter(index => index >= 0).map(keyOf),
    results: operator.outputs.map(keyOf),
  }));
};

const convert = (
  node: NamedOperator,
  build: ConversionBuilder,
  model: TfliteModel,
  { scope }: ConversionState,
): Results => {
  const { opType, isCustom } = node.operator;
  if (isCustom || !isConverted(opType)) throw refusalOf(opType, isCustom);
  return converterOf(opType)(nodeView(node, model, scope, readTensors(model)), build);
};

const readers = new WeakMap<TfliteModel, ReadonlySet<number>>();

/** Tensors that an operator or an output reads. */
const readTensors = (model: TfliteModel): ReadonlySet<number> => {
  const known = readers.get(model) ?? new Set([...model.operators.flatMap(({ inputs }) => inputs), ...model.outputs]);
  readers.set(model, known);
  return known;
};

const hasImages = ({ operators }: TfliteModel): boolean => operators.some(({ opType }) => imageOperators.has(opType));

/** What the scope calls the inputs, by the user's name. */
const inputKeys = (model: TfliteModel): ReadonlyMap<string, string> =>
  new Map(openInputs(model).map(({ name }, i) => [name, keyOf(model.inputs[i] ?? -1)]));

const outputsOf = ({ outputs, tensors }: TfliteModel): readonly { name: string; value: string }[] => {
  const names = uniqueNames(
    outputs.map(index => tensors[index]?.name ?? ""),
    "output",
  );
  return outputs.map((index, i) => ({ name: names[i] ?? "", value: keyOf(index) }));
};

const recordedTypes = (model: TfliteModel) =>
  model.operators
    .flatMap(({ outputs }) => outputs)
    .flatMap(index => {
      const tensor = model.tensors[index];
      const type = tensor?.shape.length === 0 ? undefined : declaredType(tensor);
      return tensor === undefined || type === undefined ? [] : [{ name: tensor.name, value: keyOf(index), type }];
    });
