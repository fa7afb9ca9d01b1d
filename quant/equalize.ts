/**
 * Cross-layer equalization (Nagel et al., "Data-Free Quantization", ICCV 2019, section 4.1): where one layer feeds another through
 * nothing but a positively homogeneous function, a channel can be scaled down in the first and up again in the second. The ranges
 * of both layers' weights become equal, and one scale per tensor wastes fewer codes. The network computes the same.
 *
 * ReLU and leaky ReLU are homogeneous, ReLU6 is not: a clip whose upper end calibration never saw reached becomes a ReLU first, any
 * other one stays and its layers are not equalized. Pools keep channels apart and commute with scaling.
 */
import { parseEpilogueStep, splitOperands } from "../ir/epilogue.ts";
import { type Graph, indexOf, type Node, resultOf, tensorOf, type ValueId } from "../ir/graph.ts";
import { type Tensor, tensor } from "../ir/tensor.ts";
import type { Calibration } from "./calibrate.ts";

/** Rounds over all pairs; a channel that lies in two pairs settles slowly. */
const rounds = 20;
/** Factors this close to 1 end the rounds. */
const settled = 1e-3;

/** @param calibration where it is known, clips that never bite are taken for ReLUs. */
export const equalize = (graph: Graph, calibration: Calibration = new Map()): Graph => {
  let current = withoutIdleClips(graph, calibration);
  for (let round = 0; round < rounds; round++) {
    let farthest = 0;
    for (const pair of pairsOf(current)) {
      const factors = factorsOf(current, pair);
      farthest = factors.reduce((most, factor) => Math.max(most, Math.abs(Math.log(factor))), farthest);
      current = scaled(current, pair, factors);
    }
    if (farthest < settled) break;
  }
  return current;
};

const stepsOf = ({ attributes }: Node): readonly string[] => (attributes["epilogue"] ?? []) as readonly string[];

const withoutIdleClips = (graph: Graph, calibration: Calibration): Graph => {
  const nodes = graph.nodes.map(node => {
    const steps = stepsOf(node);
    const high = calibration.get(resultOf(node).id)?.high ?? Infinity;
    const [step] = steps;
    const parsed = steps.length === 1 && step !== undefined ? parseEpilogueStep(step) : undefined;
    if (parsed?.op !== "clip" || parsed.attributes["min"] !== 0) return node;
    const isIdle = high < Number(parsed.attributes["max"]);
    return isIdle ? { ...node, attributes: { ...node.attributes, epilogue: ["relu"] } } : node;
  });
  return nodes.every((node, i) => node === graph.nodes[i]) ? graph : { ...graph, nodes };
};

interface Pair {
  readonly first: Node;
  readonly second: Node;
}

const pools: ReadonlySet<string> = new Set(["max_pool2d", "average_pool2d"]);

/** Convolutions with known weights, the second the only reader of the first. */
const pairsOf = (graph: Graph): readonly Pair[] => {
  const { usersOf, isOutput } = indexOf(graph);
  const onlyReader = (node: Node): Node | undefined => {
    const { id } = resultOf(node);
    const users = usersOf(id);
    return users.length === 1 && !isOutput(id) && users[0]?.operands[0] === id ? users[0] : undefined;
  };
  return graph.nodes.flatMap(first => {
    if (!isScalable(graph, first) || !stepsOf(first).every(isHomogeneous)) return [];
    let second = onlyReader(first);
    while (second !== undefined && pools.has(second.op)) second = onlyReader(second);
    return second !== undefined && isScalable(graph, second) && channelsFit(graph, first, second)
      ? [{ first, second }]
      : [];
  });
};

const isHomogeneous = (step: string): boolean => step === "relu" || step.startsWith("leaky_relu(");

/** A convolution whose weight and bias are known and its own. */
const isScalable = (graph: Graph, node: Node): boolean => {
  if (node.op !== "conv2d") return false;
  const { bias } = splitOperands(node.operands, stepsOf(node));
  const own = (id: ValueId): boolean =>
    indexOf(graph).constantOf(id)?.data !== undefined && indexOf(graph).usersOf(id).length === 1;
  return own(node.operands[1] ?? "") && (bias === undefined || own(bias));
};

/** Full convolutions and depthwise ones; other groups would need factors per group. */
const channelsFit = (graph: Graph, first: Node, second: Node): boolean => {
  const channels = weightOf(graph, first).type.dims[0];
  const [filters, perGroup] = weightOf(graph, second).type.dims;
  const { group } = second.attributes;
  return (group === 1 && perGroup === channels) || (group === channels && filters === channels && perGroup === 1);
};

const weightOf = (graph: Graph, { operands }: Node): Tensor => constantTensor(graph, operands[1] ?? "");

const constantTensor = (graph: Graph, id: ValueId): Tensor => {
  const constant = indexOf(graph).constantOf(id);
  const known = constant === undefined ? undefined : tensorOf(constant);
  if (known === undefined) throw new RangeError(`${id} is not known`);
  return known;
};

/** Of element `i` of a weight, the channel of its layer's result, or of its input (which depthwise are the same). */
const channelOf = (
  { type: { dims } }: Tensor,
  side: "result" | "input",
  isDepthwise: boolean,
): ((i: number) => number) => {
  const [, perGroup = 1, height = 1, width = 1] = dims;
  const perFilter = perGroup * height * width;
  return side === "result" || isDepthwise
    ? i => Math.floor(i / perFilter)
    : i => Math.floor((i % perFilter) / (height * width));
};

const magnitudes = (weight: Tensor, channels: number, channel: (i: number) => number): Float64Array => {
  const largest = new Float64Array(channels);
  for (const [i, value] of weight.data.entries())
    largest[channel(i)] = Math.max(largest[channel(i)] ?? 0, Math.abs(value));
  return largest;
};

/** √(r₁ / r₂): both ranges become √(r₁ · r₂) when the first is divided by it and the second multiplied. 1 where either is all zeros. */
const factorsOf = (graph: Graph, { first, second }: Pair): Float64Array => {
  const [from, to] = [weightOf(graph, first), weightOf(graph, second)];
  const channels = from.type.dims[0] ?? 0;
  const isDepthwise = second.attributes["group"] !== 1;
  const before = magnitudes(from, channels, channelOf(from, "result", false));
  const after = magnitudes(to, channels, channelOf(to, "input", isDepthwise));
  return before.map((range, channel) => {
    const factor = Math.sqrt(range / (after[channel] ?? 0));
    return factor > 0 && factor < Infinity ? factor : 1;
  });
};

const scaled = (graph: Graph, { first, second }: Pair, factors: Float64Array): Graph => {
  const [from, to] = [weightOf(graph, first), weightOf(graph, second)];
  const [out, into] = [channelOf(from, "result", false), channelOf(to, "input", second.attributes["group"] !== 1)];
  const changed = new Map<ValueId, Tensor>([
    [first.operands[1] ?? "", mapped(from, (value, i) => value / (factors[out(i)] ?? 1))],
    [second.operands[1] ?? "", mapped(to, (value, i) => value * (factors[into(i)] ?? 1))],
  ]);
  const { bias } = splitOperands(first.operands, stepsOf(first));
  if (bias !== undefined)
    changed.set(
      bias,
      mapped(constantTensor(graph, bias), (value, i) => value / (factors[i] ?? 1)),
    );
  return {
    ...graph,
    constants: graph.constants.map(constant => ({
      ...constant,
      data: changed.get(constant.id)?.data ?? constant.data,
    })),
  };
};

const mapped = ({ type, data }: Tensor, change: (value: number, i: number) => number): Tensor =>
  tensor(type.dtype, type.dims, Float64Array.from(data, change));
