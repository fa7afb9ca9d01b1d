/** The convenient way to make a valid graph: nodes are checked as they are added, types are inferred, ids are fresh. */
import { CompileError, InternalError } from "../support/diagnostic.ts";
import { type Attributes, withDefaults } from "./attributes.ts";
import { nodeFaults } from "./check-node.ts";
import type { Constant, Graph, Node, Output, Value, ValueId } from "./graph.ts";
import { illegalNode } from "./messages.ts";
import { opDef, type OpAttributeInput, type OpName } from "./ops/index.ts";
import { type Tensor, type TensorType } from "./tensor.ts";

export interface GraphBuilder {
  input(id: ValueId, type: TensorType): Value;
  constant(id: ValueId, tensor: Tensor): Value;
  /** A weight whose data the model file lacks. */
  unknownConstant(id: ValueId, type: TensorType): Value;
  /**
   * Adds a node and returns its only result.
   * @throws CompileError where the definition finds a fault.
   */
  node<O extends OpName>(
    op: O,
    operands: readonly Value[],
    attributes: OpAttributeInput<O>,
    origins?: readonly string[],
  ): Value;
  /** The same for any number of results and attributes that are only known at run time. */
  nodeOf(op: OpName, operands: readonly Value[], attributes: Attributes, origins?: readonly string[]): readonly Value[];
  output(name: string, value: Value): void;
  /** An id nobody uses yet that starts with `stem`; numbers where no stem is given. */
  freshId(stem?: string): ValueId;
  build(): Graph;
}

export const graphBuilder = (name: string): GraphBuilder => {
  const inputs: Value[] = [];
  const constants: Constant[] = [];
  const nodes: Node[] = [];
  const outputs: Output[] = [];
  const taken = new Set<ValueId>();
  let nextNumber = 0;

  const claim = (id: ValueId): ValueId => {
    if (taken.has(id)) throw new InternalError(`value id ${id} is taken`);
    taken.add(id);
    return id;
  };
  const freshId = (stem?: string): ValueId => {
    if (stem !== undefined && !taken.has(stem)) return stem;
    for (;;) {
      const id = stem === undefined ? String(nextNumber++) : `${stem}.${nextNumber++}`;
      if (!taken.has(id)) return id;
    }
  };
  const nodeOf: GraphBuilder["nodeOf"] = (op, operands, given, origins = []) => {
    const definition = opDef(op);
    const attributes = withDefaults(definition.attributes, given);
    const types = operands.map(({ type }) => type);
    const faults = nodeFaults(definition, types, attributes);
    if (faults.length > 0) throw new CompileError(faults.map(fault => illegalNode(op, origins, fault)));
    const results = definition.infer({ operands: types, attributes }).map(type => ({ id: claim(freshId()), type }));
    nodes.push({ op, operands: operands.map(({ id }) => id), attributes, results, origins });
    return results;
  };
  const addConstant = (constant: Constant): Value => {
    claim(constant.id);
    constants.push(constant);
    return constant;
  };

  return {
    freshId,
    nodeOf,
    input: (id, type) => {
      const value = { id: claim(id), type };
      inputs.push(value);
      return value;
    },
    constant: (id, { type, data }) => addConstant({ id, type, data }),
    unknownConstant: (id, type) => addConstant({ id, type, data: undefined }),
    node: (op, operands, attributes, origins) => {
      const [result] = nodeOf(op, operands, attributes, origins);
      if (result === undefined) throw new InternalError(`${op} has no result`);
      return result;
    },
    output: (outputName, { id }) => outputs.push({ name: outputName, value: id }),
    build: () => ({ name, inputs, constants, nodes, outputs }),
  };
};
