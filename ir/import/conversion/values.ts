/** What the importer knows about the values of the graph that it builds: which are constants, and what they hold. */
import type { Attributes } from "../../attributes.ts";
import type { GraphBuilder } from "../../builder.ts";
import type { Value, ValueId } from "../../graph.ts";
import type { OpName } from "../../ops/index.ts";
import { formatType, type Tensor, type TensorType } from "../../tensor.ts";
import type { ConversionBuilder } from "./builder.ts";
import { Refusal } from "./refusal.ts";
import { type Evaluator, evaluator } from "./evaluator.ts";
import { isSensibleShape } from "./limits.ts";

export interface Values {
  /** Makes a constant; `stem` is kept as its id where it is free. Its value is unknown where no tensor is given. */
  constant(stem: string, type: TensorType, tensor: Tensor | undefined): Value;
  /** A constant that the importer makes itself. @throws Refusal where a model makes more of them than it could store. */
  made(stem: string, tensor: Tensor): Value;
  known(value: Value): Tensor | undefined;
  /** The results of a node whose operands are all known, where that is little work. */
  readonly evaluate: Evaluator;
  isUnknownConstant(value: Value): boolean;
}

/** Constants that converters make may have so many elements in all, beyond what the model file itself can hold. */
const sparedElements = 2 ** 24;

/** `fileBytes`: what the model file has; no element that it stores takes less than half a byte. */
export const importedValues = (graph: GraphBuilder, fileBytes: number): Values => {
  let left = 2 * fileBytes + sparedElements;
  const tensors = new Map<ValueId, Tensor>();
  const unknown = new Set<ValueId>();
  const constant: Values["constant"] = (stem, type, tensor) => {
    const id = graph.freshId(stem);
    if (tensor === undefined) {
      unknown.add(id);
      return graph.unknownConstant(id, type);
    }
    tensors.set(id, tensor);
    return graph.constant(id, tensor);
  };
  return {
    constant,
    made: (stem, tensor) => {
      left -= tensor.data.length;
      if (left < 0) throw new Refusal("the model makes more constants than it could store");
      return constant(stem, tensor.type, tensor);
    },
    known: ({ id }) => tensors.get(id),
    evaluate: evaluator(),
    isUnknownConstant: ({ id }) => unknown.has(id),
  };
};

/** The builder that one node's converter gets, and what it did. */
export interface Conversion {
  readonly builder: ConversionBuilder;
  /** Results of the nodes that were added. */
  added(): readonly ValueId[];
  /** How many nodes were evaluated instead. */
  evaluated(): number;
}

/** `name` is the origin of all that is added. */
export const conversionOf = (name: string, graph: GraphBuilder, values: Values): Conversion => {
  const added: ValueId[] = [];
  let evaluated = 0;

  const nodes = (op: OpName, operands: readonly Value[], attributes: Attributes): readonly Value[] => {
    const tensors = operands.flatMap(operand => values.known(operand) ?? []);
    const folded = tensors.length === operands.length ? values.evaluate(op, tensors, attributes) : undefined;
    if (folded !== undefined) {
      evaluated += 1;
      return folded.map(tensor => values.made(name, tensor));
    }
    const results = graph.nodeOf(op, operands, attributes, [name]);
    added.push(...results.map(({ id }) => id));
    for (const { type } of results) checkSize(type);
    return results;
  };
  const builder: ConversionBuilder = {
    nodes: (op, operands, attributes) => nodes(op, operands, attributes),
    node: (op, operands, attributes) => {
      const [result] = nodes(op, operands, attributes);
      if (result === undefined) throw new RangeError(`${op} has no result`);
      return result;
    },
    constant: tensor => values.made(name, tensor),
    known: values.known,
  };
  return { builder, added: () => added, evaluated: () => evaluated };
};

const checkSize = (type: TensorType): void => {
  if (!isSensibleShape(type.dims))
    throw new Refusal(`a result ${formatType(type)} has more elements than any memory holds`);
};
