/**
 * Scales with which binary32 holds a contraction's sums exactly, where a function other than bounds stands between them and their codes
 * (hard swish, sigmoid, …). No engine sums codes in integers there: it sums products of reals, in an order of its own, and a function of
 * a sum that is off in its last digit falls on the other side of a tie now and then. A scale is an odd number times a power of two; where
 * the odd numbers of the input's scale and the weights' have a small product, every product of reals is a whole multiple of one unit, and sums of
 * products of codes of up to 17 bits have no more than binary32's 24.
 *
 * It moves the range of an input by 1/8 at most, either way, and widens that of weights by 1/8 at most, mostly by far less.
 */
import { type Graph, indexOf, type Node, type ValueId } from "../ir/graph.ts";
import { roundHalfEven } from "../support/float16.ts";
import { codeRange, type QuantizationParameters, type QuantizationScheme } from "./scheme.ts";
import { codeSource, isContraction } from "./sites.ts";

/** Binary32 has 24 significant bits; sums of products of 8-bit codes have 17, as a rule. */
const largestProduct = 2 ** (24 - 17);

/** Significant bits of an input's scale: its odd number is 1, 3, 5 or 7. */
const inputDigits = 3;

/** Wider codes leave no bits to sums. */
const widest = 8;

/** The scheme with the inputs of such layers on scales of few digits; a network's own input stays on the grid of its data. */
export const alignInputs = (graph: Graph, { values }: QuantizationScheme): QuantizationScheme => {
  const own = new Set(graph.inputs.map(({ id }) => id));
  const sources = new Set(
    graph.nodes
      .filter(node => isFunctionOfSums(node) && values.has(node.operands[1] ?? ""))
      .map(({ operands: [input = ""] }) => codeSource(graph, input))
      .filter(id => !own.has(id)),
  );
  const entries = [...values].map(
    ([id, parameters]) => [id, sources.has(id) ? onFewDigits(parameters) : parameters] as const,
  );
  return { values: new Map(entries) };
};

const isFunctionOfSums = (node: Node): boolean =>
  isContraction(node) && ((node.attributes["epilogue"] ?? []) as readonly string[]).some(step => !isLinear(step));

const isLinear = (step: string): boolean =>
  step === "relu" || step === "add" || step === "mul" || step.startsWith("clip(");

/** The least real keeps its place, as near as codes go. */
const onFewDigits = (parameters: QuantizationParameters): QuantizationParameters => {
  const [scale, zero] = [parameters.scales[0], parameters.zeroPoints[0]];
  if (parameters.bits > widest || parameters.axis !== undefined || scale === undefined || zero === undefined)
    return parameters;
  const { min, max } = codeRange(parameters);
  const step = stepOf(scale, inputDigits);
  const short = Math.round(scale / step) * step;
  const moved = roundHalfEven(min + ((zero - min) * scale) / short);
  return { ...parameters, scales: [short], zeroPoints: [Math.min(max, Math.max(min, moved))] };
};

/** What the last of so many significant bits is worth. */
const stepOf = (scale: number, digits: number): number => 2 ** (Math.floor(Math.log2(scale)) + 1 - digits);

/** By id of the weights of such layers, where their inputs' scales have few digits: the next scale at or above one with which sums are exact. */
export const exactSumGrids = (
  graph: Graph,
  { values }: QuantizationScheme,
): ReadonlyMap<ValueId, (scale: number) => number> =>
  new Map(
    graph.nodes.filter(isFunctionOfSums).flatMap(({ operands: [input = "", weight = ""] }) => {
      const [from, to] = [values.get(codeSource(graph, input)), values.get(weight)];
      if (from === undefined || to === undefined || Math.max(from.bits, to.bits) > widest) return [];
      const largest = largestProduct / oddPartOf(from.scales[0] ?? NaN);
      const isOwn = indexOf(graph).usersOf(weight).length === 1;
      return isOwn && largest >= fewestScales ? [[weight, raisedTo(largest)] as const] : [];
    }),
  );

/** With fewer odd numbers to choose from, ranges of weights would grow too much; an input with such a scale is on a grid of its own. */
const fewestScales = 8;

const raisedTo =
  (largestOdd: number) =>
  (scale: number): number => {
    const step = stepOf(scale, Math.log2(largestProduct));
    let units = Math.ceil(scale / step);
    while (oddPartOf(units) > largestOdd) units++;
    return units * step;
  };

/** Of a binary number with a finite fraction: what is left when powers of two are taken out. */
const oddPartOf = (value: number): number => {
  let odd = value / stepOf(value, 24);
  while (odd % 2 === 0) odd /= 2;
  return odd;
};
