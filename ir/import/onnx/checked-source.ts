/** The model as a whole, checked: its operator set, its names, its order, its inputs and weights. */
import type { Diagnostic } from "../../../support/diagnostic.ts";
import { throwIfAny } from "../conversion/finish.ts";
import { bindInputs, type BoundInputs } from "../conversion/open-inputs.ts";
import { sortNodes } from "../conversion/sort-nodes.ts";
import { withoutCarrierClips } from "./carrier-clips.ts";
import { codeTypesOf, withCodeType } from "./code-types.ts";
import { graphOf } from "./decode.ts";
import type { ExternalDataReader } from "./external-data.ts";
import { type Initializers, loadInitializers } from "./initializers.ts";
import { inputTypeFaults, openInputs } from "./inputs.ts";
import { cyclicGraph, messages, noOpset, opsetOutOfRange } from "./messages.ts";
import type { GraphProto, ModelProto } from "./schema/onnx_pb.ts";
import { type NamedNode, nameFaults, namesRead, nameNodes, ownDomain, sparseNames } from "./source.ts";

const oldestOpset = 7;
const newestOpset = 21;

/** The model's parts, free of faults that concern the model as a whole. */
export interface Source {
  readonly proto: GraphProto;
  readonly opset: number;
  /** Operators that the model defines itself, as `domain.name`. */
  readonly functions: ReadonlySet<string>;
  /** In an order in which operands come first. */
  readonly nodes: readonly NamedNode[];
  readonly nodeNames: Set<string>;
  /** Names that a node or an output reads. */
  readonly read: ReadonlySet<string>;
  readonly inputs: BoundInputs;
  readonly initializers: Initializers;
}

/** @throws CompileError with every such fault. */
export const checkedSource = (
  model: ModelProto,
  file: string | undefined,
  bindings: ReadonlyMap<string, number>,
  externalData: ExternalDataReader | undefined,
): Source => {
  const proto = graphOf(model, file);
  const nodeNames = new Set<string>();
  const named = nameNodes(proto.node, nodeNames);
  throwIfAny([...opsetFaults(model, file), ...nameFaults(proto, named, file)]);

  const { sorted, circle } = sortNodes(named);
  const read = namesRead(proto, named);
  const initialized = new Set([...proto.initializer.map(({ name }) => name), ...sparseNames(proto)]);
  const open = proto.input.filter(({ name }) => !initialized.has(name));
  const inputs = bindInputs(openInputs(open), bindings, file, messages);
  const used = proto.initializer.filter(({ name }) => read.has(name));
  const initializers = loadInitializers(used, file, externalData);
  throwIfAny([
    ...(circle === undefined ? [] : [cyclicGraph(file, circle)]),
    ...open.flatMap(input => inputTypeFaults(input, file)),
    ...inputs.faults,
    ...initializers.faults,
  ]);
  const functions = new Set(model.functions.map(({ domain, name }) => `${domain}.${name}`));
  const types = codeTypesOf(model);
  const tensors = initializers.tensors.map(tensor => withCodeType(tensor, types));
  return {
    proto,
    opset: Number(opsetOf(model)),
    functions,
    nodes: types.size === 0 ? sorted : withoutCarrierClips(sorted, tensors),
    nodeNames,
    read,
    inputs: { ...inputs, inputs: inputs.inputs.map(input => withCodeType(input, types)) },
    initializers: { ...initializers, tensors },
  };
};

const opsetOf = ({ opsetImport }: ModelProto): bigint | undefined =>
  opsetImport.find(({ domain }) => ownDomain(domain) === "")?.version;

const opsetFaults = (model: ModelProto, file: string | undefined): Diagnostic[] => {
  const opset = opsetOf(model);
  if (opset === undefined) return [noOpset(file)];
  return opset < oldestOpset || opset > newestOpset ? [opsetOutOfRange(file, opset, oldestOpset, newestOpset)] : [];
};
