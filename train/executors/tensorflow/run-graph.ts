/** Runs a graph node by node on the device; nodes that have no translation run in the reference interpreter. */
import { evaluateNode } from "../../../ir/interp/evaluate.ts";
import type { Graph, Node, ValueId } from "../../../ir/graph.ts";
import type { Tensor } from "../../../ir/tensor.ts";
import { InternalError } from "../../../support/diagnostic.ts";
import type { PlannedNode } from "./plan-nodes.ts";
import type { Call, DeviceTensor, Tensorflow, Translation } from "./translation.ts";
import { type Values, valuesOn } from "./values.ts";

export interface Running {
  readonly tf: Tensorflow;
  readonly graph: Graph;
  readonly plan: readonly PlannedNode[];
  /** Live as long as the graph is prepared. */
  readonly constants: Values;
  /** Weights in the library's form, by the node that they were arranged for. */
  readonly arranged: ReadonlyMap<Node, DeviceTensor>;
  /** Called for a node that was planned for the device and is run by the interpreter. */
  readonly onFallback: (node: Node, reason: string) => void;
}

/** The outputs for checked feeds. All that is made on the way is freed, whatever happens. */
export const runGraph = (running: Running, feeds: ReadonlyMap<ValueId, Tensor>): ReadonlyMap<string, Tensor> => {
  const { graph, plan, constants } = running;
  const values = valuesOn(running.tf);
  const holderOf = (id: ValueId): Values => (constants.has(id) ? constants : values);
  try {
    for (const [id, host] of feeds) values.hold(id, host.type, { host });
    for (const planned of plan) {
      runNode(running, planned, values, holderOf);
      for (const id of planned.lastReads) values.forget(id);
    }
    return new Map(graph.outputs.map(({ name, value }) => [name, holderOf(value).host(value)]));
  } finally {
    values.clear();
  }
};

const runNode = (running: Running, planned: PlannedNode, values: Values, holderOf: (id: ValueId) => Values): void => {
  const { node } = planned;
  const onDevice = tryDevice(running, planned, holderOf);
  if (onDevice !== undefined) {
    for (const [i, { id, type }] of node.results.entries()) values.hold(id, type, { device: deviceAt(onDevice, i) });
    return;
  }
  const results = evaluateNode(
    node,
    node.operands.map(id => holderOf(id).host(id)),
  );
  for (const [i, { id, type }] of node.results.entries()) {
    const host = results[i];
    if (host === undefined) throw new InternalError(`kernel ${node.op} gives no result ${i}`);
    values.hold(id, type, { host });
  }
};

const deviceAt = (results: readonly DeviceTensor[], index: number): DeviceTensor => {
  const result = results[index];
  if (result === undefined) throw new InternalError(`a translation gives no result ${index}`);
  return result;
};

/** Undefined where the interpreter must step in. */
const tryDevice = (
  running: Running,
  { node, shape, translation }: PlannedNode,
  holderOf: (id: ValueId) => Values,
): readonly DeviceTensor[] | undefined => {
  if (translation === undefined) return undefined;
  const { tf, arranged, onFallback } = running;
  const weight = arranged.get(node);
  const given = node.operands.map((id, i) => (i === 1 ? weight : undefined) ?? holderOf(id).device(id));
  if (!given.every(tensor => tensor !== undefined)) {
    onFallback(node, "an element is too large for 32 bits");
    return undefined;
  }
  const host = (index: number): Tensor => {
    const id = node.operands[index];
    if (id === undefined) throw new InternalError(`${node.op} has no operand ${index}`);
    return holderOf(id).host(id);
  };
  const call: Call = { ...shape, tf, given, host };
  try {
    return computed(call, translation, weight !== undefined);
  } catch (error) {
    const kernel = missingKernel(error);
    if (kernel === undefined) throw error;
    onFallback(node, `the backend has no kernel ${kernel}`);
    return undefined;
  }
};

/** Frees all but the results, and never gives back an operand itself, which is freed on its own. */
const computed = (call: Call, translation: Translation, isArranged: boolean): readonly DeviceTensor[] =>
  call.tf.tidy(() => {
    const { tf, given } = call;
    const [, weight] = given;
    const inForm =
      translation.arrange === undefined || weight === undefined || isArranged
        ? given
        : given.with(1, translation.arrange(tf, weight, call));
    const results = translation.compute({ ...call, given: inForm });
    return results.map(result => (given.includes(result) ? tf.clone(result) : result));
  });

/** The library says so in words only. */
const missingKernel = (error: unknown): string | undefined =>
  error instanceof Error ? /Kernel '(\w+)' not registered for backend/.exec(error.message)?.[1] : undefined;
