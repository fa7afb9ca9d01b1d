/**
 * Ranges that are known without data. What leaves the network through a bounded function keeps the function's whole range: answers
 * that matter, such as a face found, are rare, and a few calibration samples may hold none of them. (TensorFlow Lite fixes the
 * same ranges: "8-bit quantization specification", LOGISTIC, SOFTMAX, TANH.) Inside a network, where only steps count, data decide; but
 * softmax has its range everywhere, since engines' integer kernels for it count on that.
 */
import { parseEpilogueStep } from "../ir/epilogue.ts";
import { type Graph, indexOf, type Node, resultOf, type ValueId } from "../ir/graph.ts";
import type { OpName } from "../ir/ops/index.ts";
import { movesCodes } from "./moves-codes.ts";
import type { Range } from "./observers/observer.ts";
import { codeSource } from "./sites.ts";

/** Values that only ever leave the network, perhaps moved about: nothing is computed from them. */
export const leavingValues = (graph: Graph): ReadonlySet<ValueId> => {
  const isOnlyMoved = (id: ValueId): boolean =>
    indexOf(graph)
      .usersOf(id)
      .every(node => movesCodes(node) && isOnlyMoved(resultOf(node).id));
  return new Set(graph.outputs.map(({ value }) => codeSource(graph, value)).filter(isOnlyMoved));
};

/** By value id. */
export const knownRanges = (graph: Graph): ReadonlyMap<ValueId, Range> => {
  const { producerOf } = indexOf(graph);
  const leaving = leavingValues(graph);
  const probabilities = graph.nodes.filter(({ op }) => op === "softmax").map(node => resultOf(node).id);
  return new Map(
    [...new Set([...leaving, ...probabilities])].flatMap(id => {
      const node = producerOf(id);
      const range = node === undefined ? undefined : ranges[lastFunctionOf(node)];
      return range === undefined ? [] : [[id, range] as const];
    }),
  );
};

const lastFunctionOf = ({ op, attributes }: Node): OpName => {
  const last = ((attributes["epilogue"] ?? []) as readonly string[]).at(-1);
  return last === undefined ? op : (parseEpilogueStep(last)?.op ?? op);
};

const part: Range = { low: 0, high: 1 };
/**
 * A hair below 1: of 8 bits, the reciprocal of the scale is 255 in binary32 then, and 254.99998 of the scale 1/255. ONNX Runtime's integer
 * softmax takes its whole part.
 */
const probability: Range = { low: 0, high: 1 - 2 ** -23 };
const signedPart: Range = { low: -1, high: 1 };

const ranges: Partial<Record<OpName, Range>> = {
  cos: signedPart,
  erf: signedPart,
  hard_sigmoid: part,
  sigmoid: part,
  sin: signedPart,
  softmax: probability,
  softsign: signedPart,
  tanh: signedPart,
};
