/** The network's inputs: their types once every open dimension is bound to a size. */
import type { Diagnostic } from "../../../support/diagnostic.ts";
import { groupBy } from "../../../support/group-by.ts";
import { type DType, isInteger, rangeOf } from "../../dtype.ts";
import { elementCount, formatType, tensor, type Tensor, type TensorType } from "../../tensor.ts";
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

/** An open dimension and the size it got, or a whole-number input and the value it got. */
export interface BoundSymbol {
  readonly symbol: string;
  readonly value: number;
  /** Where the model's inputs have it; empty for an input that became a constant. */
  readonly uses: readonly SymbolUse[];
}

export interface BoundInputs {
  readonly inputs: readonly { readonly name: string; readonly type: TensorType }[];
  /** Inputs of one whole number that were bound to a value: constants from here on. */
  readonly fixed: readonly { readonly name: string; readonly tensor: Tensor }[];
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
  const usesOf = groupBy(uses, ({ symbol }) => symbol);
  const symbols = [...usesOf.keys()];
  const typed = protos.flatMap(proto => {
    const type = boundType(proto, bindings);
    return type === undefined ? [] : [{ name: proto.name, type }];
  });
  const numbers = typed.filter(({ name, type }) => isWholeNumber(type) && !usesOf.has(name));
  const fixed = numbers.flatMap(({ name, type }) => {
    const value = bindings.get(name);
    return value === undefined ? [] : [{ name, value, tensor: tensor(type.dtype, type.dims, [value]) }];
  });
  const fixedNames = new Set(fixed.map(({ name }) => name));
  const inputs = typed.filter(({ name }) => !fixedNames.has(name));
  const bindable = [...symbols, ...numbers.map(({ name }) => name)];
  const unbound = uses.filter(({ symbol }) => !bindings.has(symbol));
  return {
    inputs,
    fixed,
    bound: [
      ...symbols.map(symbol => ({
        symbol,
        value: bindings.get(symbol) ?? 0,
        uses: usesOf.get(symbol) ?? [],
      })),
      ...fixed.map(({ name, value }) => ({ symbol: name, value, uses: [] })),
    ],
    faults: [
      ...protos.flatMap(proto => typeFaults(proto, file)),
      ...(unbound.length === 0 ? [] : [unboundSymbols(file, unbound)]),
      ...[...bindings.keys()]
        .filter(name => !bindable.includes(name))
        .map(name => unknownBinding(file, name, bindable)),
      ...sizeFaults(symbols, bindings, file),
      ...fixed.flatMap(({ name, value, tensor: { type } }) => valueFaults(name, value, type.dtype, file)),
      ...inputs
        .filter(({ type }) => !isSensibleShape(type.dims))
        .map(({ name, type }) => hugeInput(file, name, formatType(type))),
    ],
  };
};

/** An input that steers the network, such as a sampling rate: binding it makes it a constant. */
const isWholeNumber = ({ dtype, dims }: TensorType): boolean => isInteger(dtype) && elementCount(dims) === 1;

/** The type that the model records for a value, or undefined where a dimension stays open or nothing is recorded. */
export const boundType = (
  { name, type }: ValueInfoProto,
  bindings: ReadonlyMap<string, number>,
): TensorType | undefined => {
  const recorded = tensorTypeOf(type);
  const dtype = dtypeOfOnnx(recorded?.elemType ?? 0);
  if (dtype === undefined || recorded?.shape === undefined) return undefined;
  const dims = recorded.shape.dim.map((dim, axis) => fixedSize(dim) ?? bindings.get(symbolOf(dim, name, axis)));
  return dims.every(dim => dim !== undefined) ? { dtype, dims } : undefined;
};

const symbolsOf = ({ name, type }: ValueInfoProto): SymbolUse[] =>
  (tensorTypeOf(type)?.shape?.dim ?? []).flatMap((dim, axis) =>
    fixedSize(dim) === undefined ? [{ symbol: symbolOf(dim, name, axis), input: name, axis, ...absurdSize(dim) }] : [],
  );

/** 0 and -1 are how exporters write an open dimension; any other size that is none deserves to be shown. */
const absurdSize = ({ value }: TensorShapeProto_Dimension): { readonly recorded?: bigint } =>
  value.case === "dimValue" && value.value !== 0n && value.value !== -1n ? { recorded: value.value } : {};

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
  const recorded = tensorTypeOf(type);
  if (recorded === undefined) return [unsupportedInput(file, name, kindOf(type))];
  if (dtypeOfOnnx(recorded.elemType) === undefined)
    return [unsupportedInput(file, name, `a tensor of ${onnxTypeName(recorded.elemType)}`)];
  return recorded.shape === undefined ? [unknownRank(file, name)] : [];
};

const kindOf = (type: TypeProto | undefined): string =>
  type?.value.case === undefined ? "no type" : `a ${type.value.case.replace("Type", "")}`;

const valueFaults = (name: string, value: number, dtype: DType, file: string | undefined): Diagnostic[] => {
  if (!isInteger(dtype)) return [];
  const { min, max } = rangeOf(dtype);
  return Number.isInteger(value) && value >= min && value <= max
    ? []
    : [illegalBinding(file, name, value, `a whole number from ${min} to ${max}`)];
};

const sizeFaults = (
  symbols: readonly string[],
  bindings: ReadonlyMap<string, number>,
  file: string | undefined,
): Diagnostic[] =>
  symbols.flatMap(symbol => {
    const size = bindings.get(symbol) ?? 1;
    return Number.isInteger(size) && size >= 1 && size <= largestSize
      ? []
      : [illegalBinding(file, symbol, size, `a whole number from 1 to ${largestSize}`)];
  });
