/** The weights of one layer on a grid, by the nearest codes or by those that were learned. */
import { allocate } from "../../ir/dtype.ts";
import { type Tensor, tensor } from "../../ir/tensor.ts";
import { InternalError } from "../../support/diagnostic.ts";
import type { ScaleGrid } from "../align-multipliers.ts";
import { constantCodes } from "../codes.ts";
import { largestWeightCode, type QuantizationParameters } from "../scheme.ts";
import { type LinearLayer, rowOf } from "./linear-layer.ts";
import type { Moments } from "./moments.ts";
import { roundRow, rowProblem } from "./round-row.ts";

export interface RoundedLayer {
  /** Reals on the grid. */
  readonly weight: Tensor;
  readonly parameters: QuantizationParameters;
}

/** Wider rows are rounded to nearest: their covariance would take gigabytes. */
const widestRow = 2304;

/** Can codes be learned? They need rows of their own scale, and covariances of a size to compute with. */
export const canLearn = ({ rows, size }: LinearLayer, { axis, scales }: QuantizationParameters): boolean =>
  axis !== undefined && scales.length === rows && size <= widestRow;

export const nearestRounding = (weight: Tensor, parameters: QuantizationParameters): RoundedLayer => {
  const { data } = constantCodes(weight, parameters);
  const { type } = weight;
  const slices = parameters.scales.length;
  const axis = parameters.axis ?? 0;
  const stride = type.dims.slice(axis + 1).reduce((product, dim) => product * dim, 1);
  const scaleAt = (i: number): number => parameters.scales[slices === 1 ? 0 : Math.floor(i / stride) % slices] ?? NaN;
  return {
    weight: tensor(
      type.dtype,
      type.dims,
      Float64Array.from(data, (code, i) => code * scaleAt(i)),
    ),
    parameters,
  };
};

/**
 * @param moments of each group, covariances included.
 * @param grid the scales that the layer may have; any where it is left out.
 */
export const learnedRounding = (
  layer: LinearLayer,
  weight: Tensor,
  parameters: QuantizationParameters,
  moments: readonly Moments[],
  grid?: ScaleGrid,
): RoundedLayer => {
  const problems = moments.map(rowProblem);
  const data = allocate(weight.type.dtype, weight.data.length);
  const scales: number[] = [];
  for (let row = 0; row < layer.rows; row++) {
    const problem = problems[Math.floor((row * layer.groups) / layer.rows)];
    if (problem === undefined) throw new InternalError(`row ${row} has no group`);
    const { bits } = parameters;
    const { scale, codes } = roundRow(problem, rowOf(layer, weight, row), largestWeightCode(bits), bits === 1, grid);
    // Of a row of zeros any scale would do, but its bias is counted in it.
    scales.push(codes.some(code => code !== 0) ? scale : (parameters.scales[row] ?? scale));
    for (const [i, code] of codes.entries()) data[layer.place(row, i)] = Math.fround(code * scale);
  }
  return { weight: { type: weight.type, data }, parameters: { ...parameters, scales } };
};
