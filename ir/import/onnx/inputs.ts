/** What the model declares of its inputs and other values: element type and dims, some of them open. */
import type { Diagnostic } from "../../../support/diagnostic.ts";
import type { TensorType } from "../../tensor.ts";
import { boundDims, type OpenDim, type OpenInput } from "../conversion/open-inputs.ts";
import { dtypeOfOnnx, onnxTypeName } from "./data-types.ts";
import { unknownRank, unsupportedInput } from "./messages.ts";
import type { TensorShapeProto_Dimension, TypeProto, ValueInfoProto } from "./schema/onnx_pb.ts";

/** Without those whose type is at fault. */
export const openInputs = (protos: readonly ValueInfoProto[]): readonly OpenInput[] =>
  protos.flatMap(proto => openInput(proto) ?? []);

const openInput = ({ name, type }: ValueInfoProto): OpenInput | undefined => {
  const recorded = tensorTypeOf(type);
  const dtype = dtypeOfOnnx(recorded?.elemType ?? 0);
  if (dtype === undefined || recorded?.shape === undefined) return undefined;
  return { name, dtype, dims: recorded.shape.dim.map((dim, axis) => fixedSize(dim) ?? openDim(dim, name, axis)) };
};

/** The type that the model records for a value, or undefined where a dimension stays open or nothing is recorded. */
export const boundType = (proto: ValueInfoProto, bindings: ReadonlyMap<string, number>): TensorType | undefined => {
  const open = openInput(proto);
  const dims = open === undefined ? undefined : boundDims(open.dims, bindings);
  return open === undefined || dims === undefined ? undefined : { dtype: open.dtype, dims };
};

/** 0 and -1 are how exporters write an open dimension; any other size that is none deserves to be shown. */
const openDim = (dim: TensorShapeProto_Dimension, input: string, axis: number): OpenDim => {
  const { value } = dim;
  const isAbsurd = value.case === "dimValue" && value.value !== 0n && value.value !== -1n;
  return { symbol: symbolOf(dim, input, axis), ...(isAbsurd ? { recorded: value.value } : {}) };
};

/** Exporters write open dimensions as a name, as nothing, or as a size of 0 or below. */
const fixedSize = ({ value }: TensorShapeProto_Dimension): number | undefined =>
  value.case === "dimValue" && value.value > 0n && value.value <= Number.MAX_SAFE_INTEGER
    ? Number(value.value)
    : undefined;

/** The model's name for the dimension, or `INPUT.AXIS` where it has none that can be told apart. */
const symbolOf = ({ value }: TensorShapeProto_Dimension, input: string, axis: number): string =>
  value.case === "dimParam" && !["", "?", "-1", "None"].includes(value.value) ? value.value : `${input}.${axis}`;

const tensorTypeOf = (type: TypeProto | undefined) =>
  type?.value.case === "tensorType" ? type.value.value : undefined;

export const inputTypeFaults = ({ name, type }: ValueInfoProto, file: string | undefined): Diagnostic[] => {
  const recorded = tensorTypeOf(type);
  if (recorded === undefined) return [unsupportedInput(file, name, kindOf(type))];
  if (dtypeOfOnnx(recorded.elemType) === undefined)
    return [unsupportedInput(file, name, `a tensor of ${onnxTypeName(recorded.elemType)}`)];
  return recorded.shape === undefined ? [unknownRank(file, name)] : [];
};

const kindOf = (type: TypeProto | undefined): string =>
  type?.value.case === undefined ? "no type" : `a ${type.value.case.replace("Type", "")}`;
