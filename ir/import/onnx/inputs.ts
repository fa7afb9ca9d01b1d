/** The network's inputs: their types once every open dimension is bound to a size. */
import type { Diagnostic } from "../../../support/diagnostic.ts";
import { formatType, type TensorType } from "../../tensor.ts";
import { dtypeOfOnnx, onnxTypeName } from "./data-types.ts";
import { isSensibleShape } from "./limits.ts";
import {
  hugeInput,
  illegalBinding,
  type SymbolUse,
  unboundSymbols,
  unknownBinding,
  unknownRank,
  unsupportedInput,
} from "./messages.ts";
import type { TensorShapeProto_Dimension, TypeProto, ValueInfoProto } from "./schema/onnx_pb.ts";

/** An open dimension, the size it got, and where the model's inputs have it. */
export interface BoundSymbol {
  readonly symbol: string;
  readonly size: number;
  readonly uses: readonly SymbolUse[];
}

export interface BoundInputs {
  readonly inputs: readonly { readonly name: string; readonly type: TensorType }[];
  readonly bound: readonly BoundSymbol[];
  readonly faults: readonly Diagnostic[];
}

const largestSize = 2 ** 31 - 1;

export const bindInputs = (
  protos: readonly ValueInfoProto[],
  bindings: ReadonlyMap<string, number>,
  file: string | undefined,
): BoundInputs => {
  const uses = protos.flatMap(symbolsOf);
  const unbound = uses.filter(({ symbol }) => !bindings.has(symbol));
  const symbols = [...new Set(uses.map(({ symbol }) => symbol))];
  const inputs = protos.flatMap(proto => {
    const type = boundType(proto, bindings);
    return type === undefined ? [] : [{ name: proto.name, type }];
  });
  const faults = [
    ...protos.flatMap(proto => typeFaults(proto, file)),
    ...(unbound.length === 0 ? [] : [unboundSymbols(file, unbound)]),
    ...bindingFaults(bindings, symbols, file),
    ...inputs
      .filter(({ type }) => !isSensibleShape(type.dims))
      .map(({ name, type }) => hugeInput(file, name, formatType(type))),
  ];
  const bound = symbols.map(symbol => ({
    symbol,
    size: bindings.get(symbol) ?? 0,
    uses: uses.filter(use => use.symbol === symbol),
  }));
  return { inputs, bound, faults };
};

/** The type that the model records for a value, or undefined where a dimension stays open or nothing is recorded. */
export const boundType = (
  { name, type }: ValueInfoProto,
  bindings: ReadonlyMap<string, number>,
): TensorType | undefined => {
  const tensor = tensorTypeOf(type);
  const dtype = dtypeOfOnnx(tensor?.elemType ?? 0);
  if (dtype === undefined || tensor?.shape === undefined) return undefined;
  const dims = tensor.shape.dim.map((dim, axis) => fixedSize(dim) ?? bindings.get(symbolOf(dim, name, axis)));
  return dims.every(dim => dim !== undefined) ? { dtype, dims } : undefined;
};

const symbolsOf = ({ name, type }: ValueInfoProto): SymbolUse[] =>
  (tensorTypeOf(type)?.shape?.dim ?? []).flatMap((dim, axis) =>
    fixedSize(dim) === undefined ? [{ symbol: symbolOf(dim, name, axis), input: name, axis }] : [],
  );

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

const typeFaults = ({ name, type }: ValueInfoProto, file: string | undefined): Diagnostic[] => {
  const tensor = tensorTypeOf(type);
  if (tensor === undefined) return [unsupportedInput(file, name, kindOf(type))];
  if (dtypeOfOnnx(tensor.elemType) === undefined)
    return [unsupportedInput(file, name, `a tensor of ${onnxTypeName(tensor.elemType)}`)];
  return tensor.shape === undefined ? [unknownRank(file, name)] : [];
};

const kindOf = (type: TypeProto | undefined): string =>
  type?.value.case === undefined ? "no type" : `a ${type.value.case.replace("Type", "")}`;

const bindingFaults = (
  bindings: ReadonlyMap<string, number>,
  symbols: readonly string[],
  file: string | undefined,
): Diagnostic[] =>
  [...bindings].flatMap(([name, size]) => {
    if (!symbols.includes(name)) return [unknownBinding(file, name, symbols)];
    return Number.isInteger(size) && size >= 1 && size <= largestSize ? [] : [illegalBinding(file, name, size)];
  });
