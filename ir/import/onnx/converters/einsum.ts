/**
 * Einsum, opset 12: one operand as a sum and a transpose; two as a matrix product (a product element by element where
 * nothing is summed over) between transposes and reshapes. Not supported: more operands, ellipses, diagonals, broadcasting.
 */
import type { Value } from "../../../graph.ts";
import { elementCount } from "../../../tensor.ts";
import type { ConversionBuilder } from "../../conversion/builder.ts";
import type { Converter } from "../converter.ts";
import { IllFormed, Refusal } from "../../conversion/refusal.ts";
import { reshaped } from "../../conversion/arithmetic.ts";

export const einsum: Converter = (node, build) => {
  const equation = node.attributes.string("equation").replaceAll(" ", "");
  const { terms, result } = labelsOf(equation);
  const operands = node.operands();
  const labelled = operands.map((value, i): Labelled => ({ value, labels: terms[i] ?? [] }));
  checkSizes(equation, labelled, terms.length);
  const [first, second] = labelled;
  if (first === undefined || labelled.length > 2)
    throw new Refusal(`it multiplies ${labelled.length} operands; one or two are supported`);
  if (second === undefined) return arranged(summed(first, result, build), result, build).value;
  return arranged(product(first, second, result, build), result, build).value;
};

type Label = string;
/** A value whose axes have names. */
interface Labelled {
  readonly value: Value;
  readonly labels: readonly Label[];
}

const labelsOf = (equation: string): { terms: readonly (readonly Label[])[]; result: readonly Label[] } => {
  const [left = "", right] = equation.split("->");
  const unsupported = /[^A-Za-z,]/.test(left) || /[^A-Za-z]/.test(right ?? "");
  const terms = left.split(",").map(term => Array.from(term));
  if (unsupported || terms.some(labels => new Set(labels).size < labels.length))
    throw new Refusal(`its equation ${equation} has an ellipsis or names an axis of an operand twice`);
  const all = terms.flat();
  // Without an arrow: the labels that occur once, in alphabetical order.
  const implied = all.filter(label => all.indexOf(label) === all.lastIndexOf(label)).sort();
  return { terms, result: right === undefined ? implied : Array.from(right) };
};

const checkSizes = (equation: string, operands: readonly Labelled[], terms: number): void => {
  const sizes = new Map<Label, number>();
  const fits = ({ value, labels }: Labelled): boolean =>
    labels.length === value.type.dims.length &&
    labels.every((label, axis) => {
      const dim = value.type.dims[axis] ?? 0;
      const known = sizes.get(label) ?? dim;
      sizes.set(label, known);
      return known === dim;
    });
  if (terms !== operands.length || !operands.every(fits))
    throw new IllFormed(`its operands do not fit its equation ${equation}`);
};

/** Without the axes whose labels are not among `kept`. */
const summed = ({ value, labels }: Labelled, kept: readonly Label[], build: ConversionBuilder): Labelled => {
  const axes = labels.flatMap((label, axis) => (kept.includes(label) ? [] : [axis]));
  if (axes.length === 0) return { value, labels };
  return {
    value: build.node("reduce_sum", [value], { axes, keep_dims: false }),
    labels: labels.filter(label => kept.includes(label)),
  };
};

/** With axes in the order of `wanted`. */
const arranged = ({ value, labels }: Labelled, wanted: readonly Label[], build: ConversionBuilder): Labelled => {
  const permutation = wanted.map(label => labels.indexOf(label));
  if (permutation.includes(-1))
    throw new IllFormed(`its result names ${wanted.join("")}, its operands have ${labels.join("")}`);
  if (permutation.every((axis, i) => axis === i)) return { value, labels };
  return { value: build.node("transpose", [value], { permutation }), labels: wanted };
};

const product = (first: Labelled, second: Labelled, result: readonly Label[], build: ConversionBuilder): Labelled => {
  const left = summed(first, [...result, ...second.labels], build);
  const right = summed(second, [...result, ...first.labels], build);
  const shared = left.labels.filter(label => right.labels.includes(label));
  const batch = shared.filter(label => result.includes(label));
  const contracted = shared.filter(label => !result.includes(label));
  const rows = left.labels.filter(label => !shared.includes(label));
  const columns = right.labels.filter(label => !shared.includes(label));
  const labels = [...batch, ...rows, ...columns];
  const [orderedLeft, orderedRight] = [
    arranged(left, [...batch, ...rows, ...contracted], build),
    arranged(right, [...batch, ...contracted, ...columns], build),
  ];
  const dimsOf = ({ value, labels: own }: Labelled, wanted: readonly Label[]): number[] =>
    wanted.map(label => value.type.dims[own.indexOf(label)] ?? 1);
  const count = (of: Labelled, wanted: readonly Label[]): number => elementCount(dimsOf(of, wanted));
  const batchDims = dimsOf(orderedLeft, batch);
  const matrix = ({ value }: Labelled, height: number, width: number): Value =>
    reshaped(build, value, [...batchDims, height, width]);
  const [m, k, n] = [count(orderedLeft, rows), count(orderedLeft, contracted), count(orderedRight, columns)];
  const factors = [matrix(orderedLeft, m, k), matrix(orderedRight, k, n)];
  const multiplied = contracted.length === 0 ? build.node("mul", factors, {}) : build.node("matmul", factors, {});
  const dims = [...batchDims, ...dimsOf(orderedLeft, rows), ...dimsOf(orderedRight, columns)];
  return { value: reshaped(build, multiplied, dims), labels };
};
