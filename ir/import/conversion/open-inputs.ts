/** The network's inputs: their types once every open dimension is bound to a size. */
import type { Diagnostic } from "../../../support/diagnostic.ts";
import { groupBy } from "../../../support/group-by.ts";
import { type DType, isInteger, rangeOf } from "../../dtype.ts";
import { elementCount, formatType, tensor, type Tensor, type TensorType } from "../../tensor.ts";
import type { BoundSymbol } from "./imported-model.ts";
import { isSensibleShape } from "./limits.ts";
import type { sharedMessages, SymbolUse } from "./messages.ts";

/** An input as the model declares it. */
export interface OpenInput {
  readonly name: string;
  readonly dtype: DType;
  readonly dims: readonly (number | OpenDim)[];
}

export interface OpenDim {
  /** What the user binds. */
  readonly symbol: string;
  /** A size in the model that is none. */
  readonly recorded?: bigint;
  /** The size where the user binds none; without it the user must. */
  readonly byDefault?: number;
}

export interface BoundInputs {
  readonly inputs: readonly { readonly name: string; readonly type: TensorType }[];
  /** Inputs of one whole number that were bound to a value: constants from here on. */
  readonly fixed: readonly { readonly name: string; readonly tensor: Tensor }[];
  readonly bound: readonly BoundSymbol[];
  readonly faults: readonly Diagnostic[];
}

type Messages = ReturnType<typeof sharedMessages>;

const largestSize = 2 ** 31 - 1;

export const bindInputs = (
  open: readonly OpenInput[],
  bindings: ReadonlyMap<string, number>,
  file: string | undefined,
  messages: Messages,
): BoundInputs => {
  const sizes = withDefaults(open, bindings);
  const uses = open.flatMap(symbolsOf);
  const usesOf = groupBy(uses, ({ symbol }) => symbol);
  const symbols = [...usesOf.keys()];
  const typed = open.flatMap(({ name, dtype, dims }) => {
    const bound = boundDims(dims, sizes);
    return bound === undefined ? [] : [{ name, type: { dtype, dims: bound } }];
  });
  const numbers = typed.filter(({ name, type }) => isWholeNumber(type) && !usesOf.has(name));
  const fixed = numbers.flatMap(({ name, type }) => {
    const value = bindings.get(name);
    return value === undefined ? [] : [{ name, value, tensor: tensor(type.dtype, type.dims, [value]) }];
  });
  const fixedNames = new Set(fixed.map(({ name }) => name));
  const inputs = typed.filter(({ name }) => !fixedNames.has(name));
  const bindable = [...symbols, ...numbers.map(({ name }) => name)];
  const unbound = uses.filter(({ symbol }) => !sizes.has(symbol));
  return {
    inputs,
    fixed,
    bound: [
      ...symbols.map(symbol => ({ symbol, value: sizes.get(symbol) ?? 0, uses: usesOf.get(symbol) ?? [] })),
      ...fixed.map(({ name, value }) => ({ symbol: name, value, uses: [] })),
    ],
    faults: [
      ...(unbound.length === 0 ? [] : [messages.unboundSymbols(file, unbound)]),
      ...[...bindings.keys()]
        .filter(name => !bindable.includes(name))
        .map(name => messages.unknownBinding(file, name, bindable)),
      ...sizeFaults(symbols, bindings, file, messages),
      ...fixed.flatMap(({ name, value, tensor: { type } }) => valueFaults(name, value, type.dtype, file, messages)),
      ...inputs
        .filter(({ type }) => !isSensibleShape(type.dims))
        .map(({ name, type }) => messages.hugeInput(file, name, formatType(type))),
    ],
  };
};

/** Undefined where a dimension stays open. */
export const boundDims = (
  dims: OpenInput["dims"],
  sizes: ReadonlyMap<string, number>,
): readonly number[] | undefined => {
  const bound = dims.map(dim => (typeof dim === "number" ? dim : sizes.get(dim.symbol)));
  return bound.every(dim => dim !== undefined) ? bound : undefined;
};

const withDefaults = (
  open: readonly OpenInput[],
  bindings: ReadonlyMap<string, number>,
): ReadonlyMap<string, number> => {
  const sizes = new Map(bindings);
  for (const dim of open.flatMap(({ dims }) => dims))
    if (typeof dim !== "number" && dim.byDefault !== undefined && !sizes.has(dim.symbol))
      sizes.set(dim.symbol, dim.byDefault);
  return sizes;
};

const symbolsOf = ({ name, dims }: OpenInput): SymbolUse[] =>
  dims.flatMap((dim, axis) =>
    typeof dim === "number"
      ? []
      : [
          {
            symbol: dim.symbol,
            input: name,
            axis,
            ...(dim.recorded === undefined ? {} : { recorded: dim.recorded }),
          },
        ],
  );

/** An input that steers the network, such as a sampling rate: binding it makes it a constant. */
const isWholeNumber = ({ dtype, dims }: TensorType): boolean => isInteger(dtype) && elementCount(dims) === 1;

const valueFaults = (
  name: string,
  value: number,
  dtype: DType,
  file: string | undefined,
  messages: Messages,
): Diagnostic[] => {
  if (!isInteger(dtype)) return [];
  const { min, max } = rangeOf(dtype);
  return Number.isInteger(value) && value >= min && value <= max
    ? []
    : [messages.illegalBinding(file, name, value, `a whole number from ${min} to ${max}`)];
};

const sizeFaults = (
  symbols: readonly string[],
  bindings: ReadonlyMap<string, number>,
  file: string | undefined,
  messages: Messages,
): Diagnostic[] =>
  symbols.flatMap(symbol => {
    const size = bindings.get(symbol) ?? 1;
    return Number.isInteger(size) && size >= 1 && size <= largestSize
      ? []
      : [messages.illegalBinding(file, symbol, size, `a whole number from 1 to ${largestSize}`)];
  });
