/** Before anything is quantized: every parameter must be a number that can scale, and fit the tensor it is for. */
import { splitOperands } from "../ir/epilogue.ts";
import { type Constant, type Graph, indexOf, type Node, tensorOf, type ValueId } from "../ir/graph.ts";
import { CompileError, type Diagnostic } from "../support/diagnostic.ts";
import { accumulatorScales } from "./codes.ts";
import { badParameters, notFinite, unknownWeight, unquantizable } from "./messages.ts";
import { codeRange, type QuantizationParameters, type QuantizationScheme } from "./scheme.ts";
import { codeSource, isContraction } from "./sites.ts";

/**
 * The parameters of each value, weights rescaled where a bias asks for it (`fitToBias`).
 * @throws CompileError with every tensor at fault.
 */
export const checkedScheme = (
  graph: Graph,
  { values }: QuantizationScheme,
): ReadonlyMap<ValueId, QuantizationParameters> => {
  const faults = [...values].flatMap(([id, parameters]) => faultsOf(graph, id, parameters));
  if (faults.length > 0) throw new CompileError(faults);
  const fitted = new Map(values);
  for (const node of graph.nodes) if (isContraction(node)) fitToBias(graph, node, fitted);
  return fitted;
};

const faultsOf = (graph: Graph, id: ValueId, parameters: QuantizationParameters): Diagnostic[] => {
  const { typeOf, constantOf } = indexOf(graph);
  const type = typeOf(id);
  if (type?.dtype !== "f32") return [unquantizable(id, type?.dtype)];
  const slices = parameters.axis === undefined ? 1 : type.dims[parameters.axis];
  const fault = parameterFault(parameters, slices);
  if (fault !== undefined) return [badParameters(id, fault)];
  const constant = constantOf(id);
  return constant === undefined ? [] : constantFaults(constant);
};

const parameterFault = (parameters: QuantizationParameters, slices: number | undefined): string | undefined => {
  const { bits, scales, zeroPoints } = parameters;
  if (!Number.isInteger(bits) || bits < 1 || bits > 16) return `${bits} bits, where 1 to 16 are possible`;
  if (slices !== scales.length || slices !== zeroPoints.length)
    return `${scales.length} scales and ${zeroPoints.length} zero points for ${slices ?? "no"} slices`;
  const { min, max } = codeRange(parameters);
  const scale = scales.find(value => !(value > 0 && value < Infinity && Math.fround(value) === value));
  if (scale !== undefined) return `a scale of ${scale}, where a positive finite binary32 is needed`;
  const zeroPoint = zeroPoints.find(value => !Number.isInteger(value) || value < min || value > max);
  return zeroPoint === undefined ? undefined : `a zero point of ${zeroPoint}, which is no code from ${min} to ${max}`;
};

const constantFaults = (constant: Constant): Diagnostic[] => {
  const known = tensorOf(constant);
  if (known === undefined) return [unknownWeight(constant.id)];
  const fault = known.data.find(value => !Number.isFinite(value));
  return fault === undefined ? [] : [notFinite(constant.id, fault, fault)];
};

/** A bias this large in the accumulator's units leaves half of an int32 for the products. */
const largestBiasCode = 2 ** 30;

/**
 * Where the weights of a channel are so small against its bias that the bias, counted in the accumulator's units, would leave
 * int32, the weights' scale is raised until it fits: their codes become coarser, but beside such a bias nobody sees them.
 */
const fitToBias = (graph: Graph, node: Node, parameters: Map<ValueId, QuantizationParameters>): void => {
  const [, weightId = ""] = node.operands;
  const { bias: biasId = "" } = splitOperands(node.operands, node.attributes["epilogue"] as readonly string[]);
  const bias = indexOf(graph).constantOf(biasId)?.data;
  const weight = parameters.get(weightId);
  const scales = accumulatorScales(node, id => parameters.get(codeSource(graph, id)));
  if (bias === undefined || weight === undefined || scales === undefined) return;
  const raised = raisedScales(weight.scales, scales, bias);
  if (raised.some((scale, k) => scale !== weight.scales[k])) parameters.set(weightId, { ...weight, scales: raised });
};

const raisedScales = (weight: readonly number[], accumulator: readonly number[], bias: ArrayLike<number>): number[] => {
  const raised = [...weight];
  for (const [k, scale] of accumulator.entries()) {
    const slice = k % weight.length;
    const excess = Math.abs(bias[k] ?? 0) / scale / largestBiasCode;
    // A hair more than needed, as the accumulator's scale is rounded to binary32.
    const needed = Math.fround((weight[slice] ?? NaN) * excess * (1 + 2 ** -20));
    if (excess > 1) raised[slice] = Math.max(raised[slice] ?? NaN, needed);
  }
  return raised;
};
