/**
 * Scales of weights with which a machine's requantization and binary32 arithmetic give the same codes. The factor that takes an
 * accumulator to codes, input scale × weight scale / output scale, is made a number of few digits by raising the weights' scales a little:
 * then its product with an accumulator of up to 18 bits whose code is in range is exact in binary32, ties included; so is that with any
 * accumulator whose code is in range where the factor is at least 2^-11. Engines that sum codes in integers and requantize in floating
 * point (ONNX Runtime's QLinearConv) agree to the last code with multiplier and shift then; and the multiplier is short. Longer sums
 * by smaller factors may be rounded, and a code that lies that close to a tie may differ by one.
 *
 * It costs ranges of weights 1/32 at most where the first factor of few digits is hit (98 of 100 channels or more in trained networks), about
 * 1/250 to 1/540 in the median; else more, less than half in theory (`attempts`). Activations keep their scales.
 */
import { type Graph, indexOf, type Node, resultOf, type ValueId } from "../ir/graph.ts";
import { alignInputs, exactSumGrids } from "./exact-sums.ts";
import type { QuantizationParameters, QuantizationScheme } from "./scheme.ts";
import { codeSource, isContraction } from "./sites.ts";

/** The scales that a layer's weights may have: of each, the next one at or above it. */
export type ScaleGrid = (scale: number) => number;

/** The scheme with each weight's scales on its layer's grid. */
export const alignMultipliers = (graph: Graph, scheme: QuantizationScheme): QuantizationScheme => {
  const { values } = alignInputs(graph, scheme);
  const grids = scaleGrids(graph, { values });
  const aligned = (id: ValueId, parameters: QuantizationParameters): QuantizationParameters => {
    const grid = grids.get(id);
    return grid === undefined ? parameters : { ...parameters, scales: parameters.scales.map(grid) };
  };
  return { values: new Map([...values].map(([id, parameters]) => [id, aligned(id, parameters)])) };
};

/** By weight id: of layers whose accumulators are requantized right away, perhaps between bounds. Weights that several layers read have none. */
export const scaleGrids = (graph: Graph, { values }: QuantizationScheme): ReadonlyMap<ValueId, ScaleGrid> => {
  const scaleOf = (id: ValueId): number | undefined => {
    const parameters = values.get(codeSource(graph, id));
    return parameters === undefined || parameters.bits > 8 ? undefined : parameters.scales[0];
  };
  return new Map([
    ...exactSumGrids(graph, { values }),
    ...graph.nodes.filter(isRequantized).flatMap(node => {
      const [input = "", weight = ""] = node.operands;
      const [from, to] = [scaleOf(input), scaleOf(resultOf(node).id)];
      const isOwn = indexOf(graph).usersOf(weight).length === 1;
      return from === undefined || to === undefined || !isOwn || !values.has(weight)
        ? []
        : [[weight, gridBetween(from, to)] as const];
    }),
  ]);
};

const isRequantized = (node: Node): boolean =>
  isContraction(node) &&
  ((node.attributes["epilogue"] ?? []) as readonly string[]).every(step => step === "relu" || step.startsWith("clip("));

/** Binary32 holds numbers below 256, the widest codes, in steps of 2^-16. */
const fractionBits = 16;
/** Digits that a factor keeps, however small: its accumulators have up to 18 bits then, and their products 24. */
const leastDigits = 6;
/** Not every factor is hit by a binary32 scale; the next one mostly is. */
const attempts = 16;

const gridBetween =
  (from: number, to: number): ScaleGrid =>
  scale => {
    const factor = factorOf(from, scale, to);
    const bits = Math.max(fractionBits, leastDigits - exponentOf(factor));
    const first = Math.ceil(factor * 2 ** bits);
    for (let units = first; units < first + attempts; units++) {
      const hit = scaleFor(units / 2 ** bits, from, to);
      if (hit !== undefined) return hit;
    }
    return scale;
  };

/** In the order and precision in which ONNX Runtime computes it. */
export const factorOf = (from: number, scale: number, to: number): number =>
  Math.fround(Math.fround(from * scale) / to);

/** 2^(exponent - 1) ≤ value < 2^exponent */
const exponentOf = (value: number): number => Math.floor(Math.log2(value)) + 1;

/** The binary32 scale of which this very factor comes, or undefined: the quotient is rounded, so its neighbours are looked at. */
const scaleFor = (factor: number, from: number, to: number): number | undefined => {
  const middle = Math.fround((factor * to) / from);
  const ulp = 2 ** (exponentOf(middle) - 24);
  const candidates = [0, 1, -1, 2, -2].map(steps => Math.fround(middle + steps * ulp));
  return candidates.find(scale => factorOf(from, scale, to) === factor);
};
