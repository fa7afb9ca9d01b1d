/** From a graph to the bytes of an ONNX file, opset 21. Pure and deterministic; weights are not copied. */
import { CompileError, type Diagnostic } from "../../../support/diagnostic.ts";
import { bitsOf, type DType } from "../../dtype.ts";
import { type Graph, indexOf, type Node, tensorOf, type Value, type ValueId } from "../../graph.ts";
import { codeTypesKey } from "../../import/onnx/code-types.ts";
import { unknownConstantValue } from "../../messages.ts";
import type { OpName } from "../../ops/index.ts";
import { elementCount, tensor, type Tensor, type TensorType } from "../../tensor.ts";
import { carrierOf, isCarried, isNibble } from "./carriers.ts";
import { type NodeWriter, Unwritable } from "./exporter.ts";
import { exporterOf } from "./exporters/index.ts";
import { fileTooLarge, unwritable } from "./messages.ts";
import { modelMessage, type NamedTensor, type NamedType, type OnnxNode } from "./model-messages.ts";
import { type Names, names } from "./names.ts";
import { withoutEpilogues } from "./without-epilogues.ts";
import type { Pieces } from "./wire.ts";

export interface ExportOptions {
  /** Version of the program, for the file's record. */
  readonly producerVersion?: string;
  readonly metadata?: Readonly<Record<string, string>>;
}

/** The largest message that protocol buffers allow (https://protobuf.dev/programming-guides/proto-limits), less room for the structure. */
const largestFile = 2 ** 31 - 1;

export interface OnnxFile extends Pieces {
  /** Names in the file, in the graph's order: the graph's own, but where they are empty or taken. */
  readonly inputNames: readonly string[];
  readonly outputNames: readonly string[];
}

/**
 * The file in pieces, weights as views of the graph's data. Values keep their ids as names, but outputs have the user's. Importing
 * it and fusing gives the same graph again.
 * @throws CompileError with every node that can't be written, every weight without a value, or where the file would be too large.
 */
export const exportOnnx = (graph: Graph, options: ExportOptions = {}): OnnxFile => {
  const draft = draftOf(withoutEpilogues(graph));
  if (draft.faults.length > 0) throw new CompileError(draft.faults);
  const bytes = draft.initializers.reduce((total, { tensor: { type } }) => total + bytesOf(type), 0);
  if (bytes > largestFile) throw new CompileError([fileTooLarge(graph.name, bytes)]);
  const inputs = graph.inputs.map(({ id, type }) => ({ name: draft.nameOf(id), type }));
  const file = modelMessage({
    name: graph.name,
    producerVersion: options.producerVersion ?? "",
    metadata: { ...options.metadata, ...codeTypes(draft.carried) },
    inputs,
    outputs: draft.outputs,
    initializers: draft.initializers,
    nodes: draft.nodes,
  });
  if (file.byteLength > largestFile) throw new CompileError([fileTooLarge(graph.name, file.byteLength)]);
  return { ...file, inputNames: inputs.map(nameIn), outputNames: draft.outputs.map(nameIn) };
};

const nameIn = ({ name }: NamedType): string => name;

const bytesOf = ({ dtype, dims }: TensorType): number => (elementCount(dims) * Math.max(4, bitsOf(dtype))) / 8;

const codeTypes = (carried: ReadonlyMap<string, string>): Readonly<Record<string, string>> =>
  carried.size === 0 ? {} : { [codeTypesKey]: JSON.stringify(Object.fromEntries(carried)) };

interface Draft {
  readonly nodes: readonly OnnxNode[];
  readonly initializers: readonly NamedTensor[];
  readonly outputs: readonly NamedType[];
  /** Our types of the inputs and weights that have a wider one in the file. */
  readonly carried: ReadonlyMap<string, string>;
  readonly faults: readonly Diagnostic[];
  nameOf(id: ValueId): string;
}

const draftOf = (graph: Graph): Draft => {
  const valueNames = namesOfValues(graph);
  const nameOf = (id: ValueId): string => valueNames.get(id) ?? id;
  const sink: Sink = { fresh: names(valueNames.values()), nodeNames: names([]), nodes: [], initializers: [] };
  const faults: Diagnostic[] = [];
  const nibbles = storedNibbles(graph);
  for (const constant of graph.constants) {
    const known = tensorOf(constant);
    if (known === undefined) faults.push(unknownConstantValue(constant.id, []));
    else sink.initializers.push({ name: nameOf(constant.id), tensor: known, stored: storedType(constant, nibbles) });
  }
  const types = typesOf(graph);
  const data = new Map(graph.constants.map(constant => [constant.id, constant.data]));
  for (const node of graph.nodes) {
    const write = nodeWriter(node, nameOf, sink);
    const operands = node.operands.map(id => ({
      name: nameOf(id),
      type: types.get(id) ?? { dtype: "f32", dims: [] },
      data: data.get(id),
    }));
    try {
      requireWritable(node, operands);
      const results = node.results.map(({ type }) => type);
      exporterOf(node.op)({ operands, attributes: node.attributes as never, results }, write);
    } catch (error) {
      if (!(error instanceof Unwritable)) throw error;
      faults.push(unwritable(node.op, node.origins, error.message));
    }
  }
  const outputs = namedOutputs(graph, types, nameOf, sink);
  const carried = new Map(
    [...graph.inputs, ...graph.constants].flatMap(({ id, type }) =>
      isCarried(type.dtype) && !nibbles.has(id) ? [[nameOf(id), type.dtype] as const] : [],
    ),
  );
  return { ...sink, outputs, carried, faults, nameOf };
};

const storedType = ({ id, type }: Value, nibbles: ReadonlySet<ValueId>): DType =>
  nibbles.has(id) ? type.dtype : carrierOf(type.dtype);

/** Weights of four bits, and their zero points: read by `dequantize` alone, so that engines unpack them once. */
const storedNibbles = (graph: Graph): ReadonlySet<ValueId> => {
  const { constantOf, usersOf } = indexOf(graph);
  const isStored = ({ op, operands }: Node): boolean =>
    op === "dequantize" && constantOf(operands[0] ?? "") !== undefined && constantOf(operands[2] ?? "") !== undefined;
  const candidates = graph.constants.filter(({ type }) => isNibble(type.dtype));
  return new Set(candidates.filter(({ id }) => usersOf(id).every(isStored)).map(({ id }) => id));
};

/** Inputs keep their ids; a result that is an output has the output's name; the rest keep their ids where those are free. */
const namesOfValues = (graph: Graph): ReadonlyMap<ValueId, string> => {
  const { fresh } = names([]);
  const assigned = new Map<ValueId, string>(graph.inputs.map(({ id }) => [id, fresh(id)]));
  const results = new Set(graph.nodes.flatMap(node => node.results.map(({ id }) => id)));
  for (const { name, value } of graph.outputs)
    if (results.has(value) && !assigned.has(value)) assigned.set(value, fresh(name));
  for (const id of [...graph.constants.map(constant => constant.id), ...results])
    if (!assigned.has(id)) assigned.set(id, fresh(id));
  return assigned;
};

const typesOf = (graph: Graph): ReadonlyMap<ValueId, TensorType> =>
  new Map(
    [...graph.inputs, ...graph.constants, ...graph.nodes.flatMap(node => node.results)].map(({ id, type }) => [
      id,
      type,
    ]),
  );

interface Sink {
  readonly fresh: Names;
  readonly nodeNames: Names;
  readonly nodes: OnnxNode[];
  readonly initializers: NamedTensor[];
}

const nodeWriter = (node: Node, nameOf: (id: ValueId) => string, sink: Sink): NodeWriter => {
  const [first] = node.results;
  const stem = first === undefined ? node.op : nameOf(first.id);
  const layer = node.origins.length === 0 ? stem : node.origins.join("+");
  const add = (opType: string, inputs: readonly (string | undefined)[], outputs: string[], attributes = {}): void => {
    const given = inputs.slice(0, inputs.findLastIndex(name => name !== undefined) + 1).map(name => name ?? "");
    sink.nodes.push({ name: sink.nodeNames.fresh(layer), opType, inputs: given, outputs, attributes });
  };
  const constant = (name: string, value: Tensor): string => {
    const unique = sink.fresh.fresh(`${stem}.${name}`);
    sink.initializers.push({ name: unique, tensor: value, stored: carrierOf(value.type.dtype) });
    return unique;
  };
  return {
    inner: (opType, operands, attributes) => {
      const result = sink.fresh.fresh(`${stem}.${opType}`);
      add(opType, operands, [result], attributes);
      return result;
    },
    final: (opType, operands, attributes) => {
      const results = node.results.map(({ id }) => nameOf(id));
      add(opType, operands, results, attributes);
    },
    constant,
    ints: (name, values) => constant(name, tensor("int64", [values.length], values)),
  };
};

/** An output that has no node of its own (an input, a constant, the same value under a second name) gets one that copies it. */
const namedOutputs = (
  graph: Graph,
  types: ReadonlyMap<ValueId, TensorType>,
  nameOf: (id: ValueId) => string,
  sink: Sink,
): NamedType[] => {
  const used = new Set<string>(graph.inputs.map(({ id }) => nameOf(id)));
  for (const { id } of graph.constants) used.add(nameOf(id));
  return graph.outputs.map(({ name, value }) => {
    const own = nameOf(value);
    const type = types.get(value) ?? { dtype: "f32", dims: [] };
    if (!used.has(own)) {
      used.add(own);
      return { name: own, type };
    }
    const copy = sink.fresh.fresh(name);
    sink.nodes.push({
      name: sink.nodeNames.fresh(copy),
      opType: "Identity",
      inputs: [own],
      outputs: [copy],
      attributes: {},
    });
    return { name: copy, type };
  });
};

/** Operators that do the same to codes in a wider type; all others would overflow elsewhere. */
const widthless: ReadonlySet<OpName> = new Set<OpName>([
  "arg_max",
  "arg_min",
  "concat",
  "conv2d_integer",
  "depth_to_space",
  "dequantize",
  "expand",
  "gather",
  "gather_elements",
  "gather_nd",
  "matmul_integer",
  "max",
  "max_pool2d",
  "min",
  "pad",
  "quantize",
  "requantize",
  "requantize_dyadic",
  "reshape",
  "resize",
  "slice",
  "space_to_depth",
  "tile",
  "transpose",
  "where",
]);

const requireWritable = ({ op, results }: Node, operands: readonly NamedType[]): void => {
  const carried = [...operands, ...results].find(({ type }) => isCarried(type.dtype));
  if (carried !== undefined && !widthless.has(op))
    throw new Unwritable(`it computes in ${carried.type.dtype}, which ONNX does not have`);
};
