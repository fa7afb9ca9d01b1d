/** The tensors of a model: inputs, weights, and everything that is wrong with them. */
import type { Diagnostic } from "../../../support/diagnostic.ts";
import { elementCount, type TensorType } from "../../tensor.ts";
import { isSensibleShape } from "../conversion/limits.ts";
import type { OpenInput } from "../conversion/open-inputs.ts";
import { isFault, rawData } from "../conversion/raw-data.ts";
import { uniqueNames } from "../conversion/unique-names.ts";
import type { Values } from "../conversion/values.ts";
import type { Found } from "../tensorflow/convert.ts";
import { stored } from "../tensorflow/laid.ts";
import { dtypeOfTflite, tfliteTypeName } from "./data-types.ts";
import type { TfliteModel, TfliteTensor } from "./decode.ts";
import { dangling, messages, missingTensor, noInputTensor, twoProducers } from "./messages.ts";
import type { NamedOperator } from "./node-view.ts";

/** The type that the model records, where no dimension is open. */
export const declaredType = (tensor: TfliteTensor | undefined): TensorType | undefined => {
  const dtype = dtypeOfTflite(tensor?.typeCode ?? -1);
  if (tensor === undefined || dtype === undefined || tensor.signature.some(dim => dim < 0)) return undefined;
  return isSensibleShape(tensor.shape) ? { dtype, dims: tensor.shape } : undefined;
};

/** A dimension that the signature leaves open has the recorded size unless the user binds another one. */
export const openInputs = ({ inputs, tensors }: TfliteModel): readonly OpenInput[] => {
  const names = uniqueNames(
    inputs.map(index => tensors[index]?.name ?? ""),
    "input",
  );
  return inputs.flatMap((index, i) => {
    const tensor = tensors[index];
    const dtype = dtypeOfTflite(tensor?.typeCode ?? -1);
    if (tensor === undefined || dtype === undefined) return [];
    const name = names[i] ?? "";
    return [{ name, dtype, dims: tensor.shape.map((dim, axis) => openDim(dim, tensor.signature[axis], name, axis)) }];
  });
};

const openDim = (dim: number, signature: number | undefined, name: string, axis: number): OpenInput["dims"][number] => {
  const symbol = `${name}.${axis}`;
  if (dim < 1) return dim === -1 || dim === 0 ? { symbol } : { symbol, recorded: BigInt(dim) };
  return signature === -1 ? { symbol, byDefault: dim } : dim;
};

export const inputTypeFaults = ({ inputs, tensors }: TfliteModel, file: string | undefined): Diagnostic[] =>
  inputs.flatMap(index => {
    const { typeCode = -1, name = "" } = tensors[index] ?? {};
    return dtypeOfTflite(typeCode) === undefined
      ? [messages.unsupportedInput(file, name, `a tensor of ${tfliteTypeName(typeCode)}`)]
      : [];
  });

/** Indices that name no tensor, tensors that nothing or two operators make. */
export const referenceFaults = (
  model: TfliteModel,
  operators: readonly NamedOperator[],
  file: string | undefined,
): Diagnostic[] => {
  const { tensors, inputs, outputs } = model;
  const isMissing = (index: number): boolean => index < 0 || index >= tensors.length;
  const missing = [
    ...inputs.filter(isMissing).map(index => missingTensor(file, "the model's list of inputs", index, tensors.length)),
    ...outputs
      .filter(isMissing)
      .map(index => missingTensor(file, "the model's list of outputs", index, tensors.length)),
    ...operators.flatMap(({ name, operator }) =>
      [...operator.inputs.filter(index => index !== -1), ...operator.outputs]
        .filter(isMissing)
        .map(index => missingTensor(file, `operator ${name}`, index, tensors.length)),
    ),
  ];
  if (missing.length > 0) return missing.slice(0, mostFaults);
  if (outputs.length === 0) return [messages.noOutputs(file)];
  return [...producerFaults(model, operators, file), ...danglingFaults(model, operators, file)].slice(0, mostFaults);
};

/** More of one kind say nothing new. */
const mostFaults = 20;

const producerFaults = (
  { tensors, inputs }: TfliteModel,
  operators: readonly NamedOperator[],
  file: string | undefined,
): Diagnostic[] => {
  const producers = new Map(inputs.map(index => [index, "the model's inputs"]));
  const faults = inputs.length > producers.size ? [noInputTensor(file)] : [];
  for (const { name, operator } of operators)
    for (const index of operator.outputs) {
      const first = producers.get(index);
      if (first !== undefined) faults.push(twoProducers(file, tensors[index]?.name ?? "", first, `operator ${name}`));
      producers.set(index, `operator ${name}`);
    }
  return faults;
};

const danglingFaults = (
  { tensors, inputs, outputs }: TfliteModel,
  operators: readonly NamedOperator[],
  file: string | undefined,
): Diagnostic[] => {
  const made = new Set([...inputs, ...operators.flatMap(({ operator }) => operator.outputs)]);
  const isDangling = (index: number): boolean => {
    const tensor = tensors[index];
    return index >= 0 && !made.has(index) && tensor !== undefined && !hasElements(tensor);
  };
  const nameOf = (index: number): string => tensors[index]?.name ?? "";
  return [
    ...operators.flatMap(({ name, operator }) =>
      operator.inputs.filter(isDangling).map(index => dangling(file, `operator ${name} reads`, nameOf(index))),
    ),
    ...outputs.filter(isDangling).map(index => dangling(file, "the outputs include", nameOf(index))),
  ];
};

const hasElements = ({ data, shape, isVariable }: TfliteTensor): boolean =>
  isVariable || data === "outside" || data.length > 0 || shape.includes(0);

/** Tensors that some operator or output reads and none makes. */
const weightIndices = ({ operators, inputs, outputs }: TfliteModel): readonly number[] => {
  const made = new Set([...inputs, ...operators.flatMap(operator => operator.outputs)]);
  const read = new Set([...operators.flatMap(operator => operator.inputs), ...outputs]);
  return [...read].filter(index => index >= 0 && !made.has(index)).sort((a, b) => a - b);
};

/** Weights whose data do not fit their shape. */
export const weightFaults = (model: TfliteModel, file: string | undefined): Diagnostic[] =>
  weightIndices(model)
    .flatMap(index => {
      const tensor = model.tensors[index];
      const fault = tensor === undefined ? undefined : faultOf(tensor);
      return fault === undefined ? [] : [messages.faultyTensor(file, tensor?.name ?? "", fault)];
    })
    .slice(0, mostFaults);

const faultOf = (tensor: TfliteTensor): string | undefined => {
  const dtype = dtypeOfTflite(tensor.typeCode);
  if (dtype === undefined || tensor.isSparse || tensor.isVariable) return undefined;
  if (!isSensibleShape(tensor.shape)) return `has dims [${tensor.shape.join(",")}], which are no tensor's shape`;
  if (tensor.data === "outside") return "has its data beyond the end of the file";
  const data = rawData(tensor.data, { dtype, dims: tensor.shape });
  return isFault(data) ? data.fault : undefined;
};

/** Called where there are no `weightFaults`. */
export const weightsOf = (model: TfliteModel, values: Values): ReadonlyMap<number, Found> => {
  const indices = weightIndices(model);
  const names = uniqueNames(
    indices.map(index => model.tensors[index]?.name ?? ""),
    "weight",
  );
  return new Map(
    indices.flatMap((index, i) => {
      const tensor = model.tensors[index];
      return tensor === undefined ? [] : [[index, weightOf(tensor, names[i] ?? "", values)] as const];
    }),
  );
};

const weightOf = (tensor: TfliteTensor, name: string, values: Values): Found => {
  const dtype = dtypeOfTflite(tensor.typeCode);
  const lost = (reason: string): Found => ({ kind: "lost", reason: `${tensor.name} is ${reason}`, isOwnFault: true });
  if (dtype === undefined) return lost(`a tensor of ${tfliteTypeName(tensor.typeCode)}, which is not supported`);
  if (tensor.isSparse) return lost("stored sparsely, which is not supported");
  if (tensor.isVariable) return lost("a variable, which keeps a state between runs");
  const type = { dtype, dims: tensor.shape };
  const data = rawData(tensor.data === "outside" ? new Uint8Array(0) : tensor.data, type);
  if (isFault(data) || data.length !== elementCount(type.dims)) return lost("damaged");
  return { kind: "laid", laid: stored(name, { type, data }, values) };
};
