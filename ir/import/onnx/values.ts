/** What the importer knows about the values of the graph that it builds: which are constants, and what they hold. */
import { type GraphBuilder } from "../../builder.ts";
import { nodeFaults } from "../../check-node.ts";
import { type Attributes, withDefaults } from "../../attributes.ts";
import type { Value, ValueId } from "../../graph.ts";
import { evaluateNode } from "../../interp/evaluate.ts";
import { opDef, type OpName } from "../../ops/index.ts";
import { elementCount, formatType, type Tensor, type TensorType } from "../../tensor.ts";
import { type ConversionBuilder, Refusal } from "./converter.ts";
import { isSensibleShape } from "./limits.ts";

/** Evaluating at import is for shapes and the like; weights are left to the pass that folds constants. */
const mostFoldedElements = 1024;
const mostFoldedOperations = 2 ** 20;

export interface Values {
  /** Makes a constant; `stem` is kept as its id where it is free. */
  constant(stem: string, type: TensorType, tensor: Tensor | undefined): Value;
  known(value: Value): Tensor | undefined;
  isUnknownConstant(value: Value): boolean;
  /** The builder that one node's converter gets, and what it did. */
  conversion(name: string): Conversion;
}

export interface Conversion {
  readonly builder: ConversionBuilder;
  /** Results of the nodes that were added. */
  added(): readonly ValueId[];
  /** Nodes that were evaluated instead. */
  evaluated(): number;
}

export const importedValues = (graph: GraphBuilder): Values => {
  const tensors = new Map<ValueId, Tensor>();
  const unknown = new Set<ValueId>();

  const constant: Values["constant"] = (stem, type, tensor) => {
    checkSize(type);
    const id = graph.freshId(stem);
    if (tensor === undefined) {
      unknown.add(id);
      return graph.unknownConstant(id, type);
    }
    tensors.set(id, tensor);
    return graph.constant(id, tensor);
  };

  /** The results where all operands are known and the work is small. */
  const evaluate = (op: OpName, operands: readonly Value[], given: Attributes): readonly Tensor[] | undefined => {
    const known = operands.flatMap(({ id }) => tensors.get(id) ?? []);
    if (known.length < operands.length || isKept(op)) return undefined;
    const definition = opDef(op);
    const signature = {
      operands: operands.map(({ type }) => type),
      attributes: withDefaults(definition.attributes, given),
    };
    if (nodeFaults(definition, signature.operands, signature.attributes).length > 0) return undefined;
    const types = definition.infer(signature);
    if (types.some(({ dims }) => elementCount(dims) > mostFoldedElements)) return undefined;
    const { macs, vectorOperations } = definition.work(signature);
    if (macs + vectorOperations > mostFoldedOperations) return undefined;
    const node = {
      op,
      operands: operands.map(({ id }) => id),
      attributes: signature.attributes,
      results: types.map(type => ({ id: "", type })),
      origins: [],
    };
    return evaluateNode(node, known);
  };

  return {
    constant,
    known: ({ id }) => tensors.get(id),
    isUnknownConstant: ({ id }) => unknown.has(id),
    conversion: name => {
      const added: ValueId[] = [];
      let evaluated = 0;
      const nodes = (op: OpName, operands: readonly Value[], attributes: Attributes): readonly Value[] => {
        const folded = evaluate(op, operands, attributes);
        if (folded !== undefined) {
          evaluated += 1;
          return folded.map(tensor => constant(name, tensor.type, tensor));
        }
        const results = graph.nodeOf(op, operands, attributes, [name]);
        added.push(...results.map(({ id }) => id));
        for (const { type } of results) checkSize(type);
        return results;
      };
      const builder: ConversionBuilder = {
        nodes: (op, operands, attributes) => nodes(op, operands, attributes as Attributes),
        node: (op, operands, attributes) => {
          const [result] = nodes(op, operands, attributes as Attributes);
          if (result === undefined) throw new RangeError(`${op} has no result`);
          return result;
        },
        constant: tensor => constant(name, tensor.type, tensor),
        known: ({ id }) => tensors.get(id),
      };
      return { builder, added: () => added, evaluated: () => evaluated };
    },
  };
};

/** Quantizing says how numbers are stored: folding it away would lose that. */
const isKept = (op: string): boolean => op === "quantize" || op === "dequantize" || op === "opaque";

const checkSize = (type: TensorType): void => {
  if (!isSensibleShape(type.dims))
    throw new Refusal(`a result ${formatType(type)} has more elements than any memory holds`);
};
