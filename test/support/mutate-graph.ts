/** Single faults put into valid graphs: each must be found by the verifier. */
import type { DType } from "../../ir/dtype.ts";
import { allocate, isFloat } from "../../ir/dtype.ts";
import { type Constant, type Graph, indexOf, type Node, type Value } from "../../ir/graph.ts";
import { opDef } from "../../ir/ops/index.ts";
import type { Choices } from "./choices.ts";

/** The broken graph, or undefined where the graph has nothing to break in this way. */
export type Mutation = (graph: Graph, choose: Choices) => Graph | undefined;

/** Changes one of the nodes that `applies` to. */
const changeNode =
  (
    change: (node: Node, choose: Choices, graph: Graph) => object,
    applies: (node: Node) => boolean = () => true,
  ): Mutation =>
  (graph, choose) => {
    const places = graph.nodes.flatMap((node, at) => (applies(node) ? [{ node, at }] : []));
    if (places.length === 0) return undefined;
    const { node, at } = choose.pick(places);
    return { ...graph, nodes: graph.nodes.with(at, { ...node, ...change(node, choose, graph) }) };
  };

const changeResult = (change: (result: Value, graph: Graph) => Value): Mutation =>
  changeNode(({ results }, choose, graph) => {
    const at = choose.integer(0, results.length - 1);
    return { results: results.with(at, change(results[at]!, graph)) };
  });

const changeConstant =
  (change: (constant: Constant) => object, applies = (constant: Constant) => constant.data !== undefined): Mutation =>
  (graph, choose) => {
    const places = graph.constants.flatMap((constant, at) => (applies(constant) ? [{ constant, at }] : []));
    if (places.length === 0) return undefined;
    const { constant, at } = choose.pick(places);
    return { ...graph, constants: graph.constants.with(at, { ...constant, ...change(constant) }) };
  };

const anyValue = ({ inputs, constants, nodes }: Graph): Value[] => [
  ...inputs,
  ...constants,
  ...nodes.flatMap(({ results }) => results),
];

export const mutations = {
  swapNodes: (graph, choose) => {
    const { producerOf } = indexOf(graph);
    const pairs = graph.nodes.flatMap(reader =>
      reader.operands.flatMap(id => {
        const producer = producerOf(id);
        return producer === undefined ? [] : [{ reader, producer }];
      }),
    );
    if (pairs.length === 0) return undefined;
    const { reader, producer } = choose.pick(pairs);
    const nodes = graph.nodes.map(node => (node === reader ? producer : node === producer ? reader : node));
    return { ...graph, nodes };
  },
  dropOperand: changeNode(
    ({ operands }, choose) => ({ operands: operands.toSpliced(choose.integer(0, operands.length - 1), 1) }),
    ({ op }) => opDef(op).operands.every(name => /^\w+$/.test(name)),
  ),
  addOperand: changeNode(
    ({ operands }) => ({ operands: [...operands, ...operands] }),
    ({ op }) => opDef(op).operands.every(name => /^\w+$/.test(name)),
  ),
  readNothing: changeNode(
    ({ operands }, choose) => ({ operands: operands.with(choose.integer(0, operands.length - 1), "no such value") }),
    ({ operands }) => operands.length > 0,
  ),
  readItself: changeNode(
    ({ operands, results }, choose) => ({
      operands: operands.with(choose.integer(0, operands.length - 1), results[0]!.id),
    }),
    ({ operands }) => operands.length > 0,
  ),
  changeDim: changeResult(({ id, type: { dtype, dims } }) => ({
    id,
    type: { dtype, dims: dims.length === 0 ? [1] : [...dims.slice(0, -1), dims.at(-1)! + 1] },
  })),
  changeDType: changeResult(({ id, type: { dtype, dims } }) => ({
    id,
    type: { dims, dtype: dtype === "f32" ? "f64" : "f32" },
  })),
  inventDType: changeResult(({ id, type: { dims } }) => ({ id, type: { dims, dtype: "f33" as DType } })),
  duplicateId: changeResult(({ id, type }, graph) => ({
    id: anyValue(graph).find(value => value.id !== id)?.id ?? "",
    type,
  })),
  addResult: changeNode(({ results }) => ({ results: [...results, { ...results[0]!, id: "one too many" }] })),
  dropResults: changeNode(() => ({ results: [] })),
  inventOperator: changeNode(() => ({ op: "no_such_operator" })),
  dropAttribute: changeNode(
    ({ attributes }, choose) => {
      const dropped = choose.pick(Object.keys(attributes));
      return { attributes: Object.fromEntries(Object.entries(attributes).filter(([name]) => name !== dropped)) };
    },
    ({ attributes }) => Object.keys(attributes).length > 0,
  ),
  confuseAttribute: changeNode(
    ({ attributes }, choose) => ({
      attributes: { ...attributes, [choose.pick(Object.keys(attributes))]: { not: "a value" } },
    }),
    ({ attributes }) => Object.keys(attributes).length > 0,
  ),
  addAttribute: changeNode(({ attributes }) => ({ attributes: { ...attributes, no_such_attribute: 1 } })),
  spoilOrigins: changeNode(() => ({ origins: [7] })),
  shortenConstant: changeConstant(
    ({ data }) => ({ data: data!.slice(1) }),
    ({ data }) => (data?.length ?? 0) > 0,
  ),
  misplaceConstant: changeConstant(({ data, type }) => ({
    data: allocate(isFloat(type.dtype) ? "int8" : "f32", data!.length),
  })),
  leaveRange: changeConstant(
    ({ data }) => ({ data: data!.map(() => 2.5 ** 4) }),
    ({ data, type }) => (data?.length ?? 0) > 0 && (type.dtype === "bool" || type.dtype === "int64"),
  ),
  negativeDim: (graph, choose) => {
    if (graph.inputs.length === 0) return undefined;
    const at = choose.integer(0, graph.inputs.length - 1);
    const { id, type } = graph.inputs[at]!;
    return { ...graph, inputs: graph.inputs.with(at, { id, type: { ...type, dims: [...type.dims, -1] } }) };
  },
  outputNothing: graph => ({ ...graph, outputs: [...graph.outputs, { name: "one more", value: "no such value" }] }),
  duplicateOutput: graph =>
    graph.outputs.length === 0 ? undefined : { ...graph, outputs: [...graph.outputs, graph.outputs[0]!] },
} satisfies Record<string, Mutation>;
