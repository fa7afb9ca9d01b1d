/**
 * The layers of a Keras model as nodes with named values: one node for each call of a layer, those of models within the model
 * included. A value is called after layer, call and result; layers of inner models carry the name of the model before theirs.
 */
import { type JsonObject, isRecord, jsonObject, Malformed } from "../json.ts";
import type { SourceOperator } from "../../tensorflow/convert.ts";

export interface LayerNode extends SourceOperator {
  /** What weights are called after. */
  readonly layer: string;
  readonly config: JsonObject;
}

/** An input of the whole model. */
export interface LayersInput {
  readonly name: string;
  readonly value: string;
  /** null where a dimension is open. */
  readonly shape: readonly (number | null)[];
  readonly dtype: string;
}

export interface Topology {
  readonly name: string;
  readonly nodes: readonly LayerNode[];
  readonly inputs: readonly LayersInput[];
  readonly outputs: readonly { readonly name: string; readonly value: string }[];
}

/** Models within models, deeper than anybody builds. */
const deepest = 16;

/** @throws Malformed where the configuration is none. */
export const topologyOf = (model: JsonObject): Topology => {
  const { nodes, inputs, outputs } = modelParts(model, "", undefined, 0);
  return {
    name: model.object("config").string("name", "network"),
    nodes,
    inputs,
    outputs: outputs.map(value => ({ name: value.replace(/:0:0$/, ""), value })),
  };
};

interface Parts {
  readonly nodes: readonly LayerNode[];
  readonly inputs: readonly LayersInput[];
  /** Names of values. */
  readonly outputs: readonly string[];
}

/** `outer`: what the inputs of a model within a model read. */
const modelParts = (model: JsonObject, scope: string, outer: readonly string[] | undefined, depth: number): Parts => {
  if (depth > deepest) throw new Malformed("its models are nested too deeply");
  const className = model.string("class_name");
  if (className === "Sequential") return sequentialParts(model, scope, outer, depth);
  if (isModelClass(className)) return functionalParts(model.object("config"), scope, outer, depth);
  throw new Malformed(`${model.path}.class_name is ${className}; Sequential, Functional and Model are known`);
};

const isModelClass = (className: string): boolean =>
  className === "Sequential" || className === "Functional" || className === "Model";

const sequentialParts = (
  model: JsonObject,
  scope: string,
  outer: readonly string[] | undefined,
  depth: number,
): Parts => {
  const list = layersInOrder(model);
  const [first] = list;
  if (first === undefined) throw new Malformed(`${model.path} has no layers`);
  const parts: Parts[] = [];
  let value: string | undefined = outer?.[0];
  if (first.string("class_name") !== "InputLayer" && value === undefined) {
    const input = inputOf(first.object("config"), `${nameOf(first)}_input`, `${scope}${nameOf(first)}_input:0:0`);
    parts.push({ nodes: [], inputs: [input], outputs: [] });
    ({ value } = input);
  }
  for (const layer of list) {
    const called = callParts(layer, scope, value === undefined ? [] : [value], 0, depth);
    parts.push(called);
    [value] = called.outputs;
  }
  return { ...joined(parts), outputs: value === undefined ? [] : [value] };
};

/** Old Keras has the layers for a configuration. */
const layersInOrder = (sequential: JsonObject): readonly JsonObject[] =>
  Array.isArray(sequential.raw("config"))
    ? sequential.objects("config")
    : sequential.object("config").objects("layers");

const functionalParts = (
  config: JsonObject,
  scope: string,
  outer: readonly string[] | undefined,
  depth: number,
): Parts => {
  const inputs = tensorsOf(config.raw("input_layers"), scope);
  const aliases = new Map(inputs.map((value, i) => [value, outer?.[i]]));
  const outputs = tensorsOf(config.raw("output_layers"), scope);
  const layers = config.objects("layers");
  const read = new Set([...layers.flatMap(layer => tensorsOf(layer.raw("inbound_nodes"), scope)), ...outputs]);
  const calls = layers.flatMap(layer => {
    if (layer.string("class_name") === "InputLayer") {
      const alias = aliases.get(`${scope}${nameOf(layer)}:0:0`);
      return [callParts(layer, scope, alias === undefined ? [] : [alias], 0, depth)];
    }
    const inbound = layer.raw("inbound_nodes");
    if (!Array.isArray(inbound)) throw new Malformed(`${layer.path}.inbound_nodes must be a list`);
    const first = firstCallOf(layer, scope, inbound.length, read);
    return inbound.map((node: unknown, i) => callParts(layer, scope, tensorsOf(node, scope), first + i, depth));
  });
  return { ...joined(calls), outputs };
};

/**
 * Keras counts the calls of a layer from 0; those of a model that starts with its own inputs from 1, since making the model was a call
 * already. `read`: the values that anything reads. What is read decides where both could be.
 */
const firstCallOf = (layer: JsonObject, scope: string, calls: number, read: ReadonlySet<string>): 0 | 1 => {
  const isRead = (call: number): boolean => read.has(`${scope}${nameOf(layer)}:${call}:0`);
  if (!isModelClass(layer.string("class_name")) || isRead(0)) return 0;
  return isRead(calls) || startsWithInputs(layer) ? 1 : 0;
};

const startsWithInputs = (model: JsonObject): boolean => {
  if (model.string("class_name") !== "Sequential") return true;
  return layersInOrder(model)[0]?.string("class_name") === "InputLayer";
};

const joined = (parts: readonly Parts[]): Omit<Parts, "outputs"> => ({
  nodes: parts.flatMap(({ nodes }) => nodes),
  inputs: parts.flatMap(({ inputs }) => inputs),
});

/** One call of a layer, or of a model that stands for one. */
const callParts = (layer: JsonObject, scope: string, reads: readonly string[], call: number, depth: number): Parts => {
  const opType = layer.string("class_name");
  const name = nameOf(layer);
  const value = `${scope}${name}:${call}:0`;
  const config = layer.has("config") && isRecord(layer.raw("config")) ? layer.object("config") : jsonObject({}, name);
  if (isModelClass(opType)) return innerParts(layer, `${value.slice(0, -2)}/`, value, reads, depth);
  if (opType === "InputLayer" && reads.length === 0)
    return { nodes: [], inputs: [inputOf(config, `${scope}${name}`, value)], outputs: [value] };
  const shown = call === 0 ? `${scope}${name}` : `${scope}${name}.${call + 1}`;
  const node: LayerNode = {
    name: shown.replaceAll(/:\d+\//g, "/"),
    opType,
    layer: name,
    config,
    reads,
    results: [value],
  };
  return { nodes: [node], inputs: [], outputs: [value] };
};

/** The inner model's outputs under the names that the outer one has for them. */
const innerParts = (
  model: JsonObject,
  scope: string,
  value: string,
  reads: readonly string[],
  depth: number,
): Parts => {
  const inner = modelParts(model, scope, reads, depth + 1);
  const stem = value.slice(0, -1);
  const results = inner.outputs.map((_, i) => `${stem}${i}`);
  const aliases = inner.outputs.map((output, i): LayerNode => {
    const name = `${scope.replaceAll(/:\d+\//g, "/")}output${i === 0 ? "" : `.${i + 1}`}`;
    const config = jsonObject({}, name);
    return { name, opType: "InputLayer", layer: name, config, reads: [output], results: [results[i] ?? ""] };
  });
  return { nodes: [...inner.nodes, ...aliases], inputs: inner.inputs, outputs: results };
};

const nameOf = (layer: JsonObject): string => {
  const name = layer.raw("name");
  if (typeof name === "string") return name;
  const config = layer.raw("config");
  const inner = isRecord(config) ? config["name"] : undefined;
  return typeof inner === "string" ? inner : layer.string("class_name");
};

const inputOf = (config: JsonObject, name: string, value: string): LayersInput => {
  const shape = config.raw("batch_input_shape") ?? config.raw("batch_shape") ?? config.raw("batchInputShape");
  if (!Array.isArray(shape) || !shape.every(dim => dim === null || typeof dim === "number"))
    throw new Malformed(`the shape of input ${name} is not recorded (batch_input_shape)`);
  const dtype = config.raw("dtype");
  return { name, value, shape: shape as (number | null)[], dtype: typeof dtype === "string" ? dtype : "float32" };
};

/**
 * Names of values that a list of tensors, however nested, speaks of: [layer, call, result, …], or since Keras 3 an object with a
 * `keras_history` of these three.
 */
const tensorsOf = (value: unknown, scope: string): string[] => {
  if (Array.isArray(value)) {
    const [layer, call, result] = value as unknown[];
    if (typeof layer === "string" && typeof call === "number" && typeof result === "number")
      return [`${scope}${layer}:${call}:${result}`];
    return value.flatMap(entry => tensorsOf(entry, scope));
  }
  if (!isRecord(value)) return [];
  if (Array.isArray(value["keras_history"])) return tensorsOf(value["keras_history"], scope);
  return [value["args"], value["config"]].flatMap(part => tensorsOf(part, scope));
};
