/**
 * TensorFlow.js as an executor: our graph, node by node, through the library's operators. What they do not compute as we define
 * it (exact integers, rare forms of operators) runs in the reference interpreter, and is told of: a network that can be imported runs.
 */
import type { Graph, Node } from "../../ir/graph.ts";
import { checkedFeeds } from "../../ir/interp/feeds.ts";
import type { Tensor } from "../../ir/tensor.ts";
import { CompileError } from "../../support/diagnostic.ts";
import type { Executor, PreparedGraph } from "../executor.ts";
import { tensorflowRefuses } from "../messages.ts";
import { upload } from "./tensorflow/device-tensors.ts";
import { openTensorflow, type OpenedLibrary, type TensorflowBackend } from "./tensorflow/library.ts";
import { planNodes, type PlannedNode } from "./tensorflow/plan-nodes.ts";
import { runGraph, type Running } from "./tensorflow/run-graph.ts";
import type { DeviceTensor, Tensorflow } from "./tensorflow/translation.ts";
import { type Values, valuesOn } from "./tensorflow/values.ts";

export interface TensorflowOptions {
  /** The fastest one that is installed, where it is left out. */
  readonly backend?: TensorflowBackend;
  /** Hears what the user should know of how networks run: each sentence once per executor. */
  readonly tell?: (note: string) => void;
}

/**
 * Loads the library.
 * @throws CompileError where it, or the wanted backend, is not installed.
 */
export const tensorflowJs = async ({ backend, tell = () => undefined }: TensorflowOptions = {}): Promise<Executor> => {
  const library = await openTensorflow(backend);
  const tellOnce = once(tell);
  for (const reason of library.passedOver) tellOnce(`TensorFlow.js runs on its ${library.backend} backend: ${reason}`);
  return {
    name: `tensorflowjs-${library.backend}`,
    async prepare(graph) {
      await library.activate();
      const plan = planNodes(graph);
      for (const note of fallbackNotes(plan)) tellOnce(note);
      return prepared(library, graph, plan, tellOnce);
    },
  };
};

const once = (tell: (note: string) => void): ((note: string) => void) => {
  const told = new Set<string>();
  return note => {
    if (told.has(note)) return;
    told.add(note);
    tell(note);
  };
};

const prepared = (
  library: OpenedLibrary,
  graph: Graph,
  plan: readonly PlannedNode[],
  tell: (note: string) => void,
): PreparedGraph => {
  const { tf, activate } = library;
  const constants = constantsOf(tf, graph);
  const arranged = arrangedWeights(tf, plan);
  const onFallback: Running["onFallback"] = ({ op, origins }, reason) => {
    tell(`${op} at ${origins.join(" + ")} runs in the reference interpreter: ${reason}`);
  };
  return {
    async run(feeds) {
      const checked = checkedFeeds(graph, feeds);
      await activate();
      return guarded(graph, () => runGraph({ tf, graph, plan, constants, arranged, onFallback }, checked));
    },
    release() {
      for (const tensor of arranged.values()) tensor.dispose();
      constants.clear();
      return Promise.resolve();
    },
  };
};

/** A fault of the library is told with the network's name. */
const guarded = (graph: Graph, run: () => ReadonlyMap<string, Tensor>): ReadonlyMap<string, Tensor> => {
  try {
    return run();
  } catch (error) {
    if (!(error instanceof Error) || error.name !== "Error") throw error;
    throw new CompileError([tensorflowRefuses(graph.name, error.message.split("\n")[0] ?? "")]);
  }
};

const constantsOf = (tf: Tensorflow, { constants }: Graph): Values => {
  const values = valuesOn(tf);
  for (const { id, type, data } of constants) if (data !== undefined) values.hold(id, type, { host: { type, data } });
  return values;
};

/** Constant weights are turned once. */
const arrangedWeights = (tf: Tensorflow, plan: readonly PlannedNode[]): ReadonlyMap<Node, DeviceTensor> => {
  const arranged = new Map<Node, DeviceTensor>();
  for (const { node, shape, translation } of plan) {
    const weight = shape.constants[1];
    if (translation?.arrange === undefined || weight === undefined) continue;
    const turned = tf.tidy(() => {
      const device = upload(tf, weight);
      return device === undefined ? [] : [translation.arrange?.(tf, device, shape) ?? device];
    });
    for (const tensor of turned) arranged.set(node, tensor);
  }
  return arranged;
};

const mostLayers = 3;

/** One sentence per operator and reason, with some of the layers. */
const fallbackNotes = (plan: readonly PlannedNode[]): readonly string[] => {
  const groups = new Map<string, string[]>();
  for (const { node, reason } of plan) {
    if (reason === undefined) continue;
    const key = `${node.op} runs in the reference interpreter: ${reason}`;
    groups.set(key, [...(groups.get(key) ?? []), node.origins.join(" + ")]);
  }
  return [...groups].map(([key, layers]) => {
    const rest = layers.length > mostLayers ? ` and ${layers.length - mostLayers} more` : "";
    return `${key} (${layers.slice(0, mostLayers).join(", ")}${rest})`;
  });
};
