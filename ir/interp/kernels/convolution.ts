/** The loop nests of convolutions, over doubles: exact for integers, rounded by the caller for floats. */

/** What a convolution's loops need to know, in whole numbers. Pads are those before the first row and column. */
export interface ConvolutionShape {
  readonly batch: number;
  readonly group: number;
  readonly channels: number;
  readonly filters: number;
  readonly input: readonly [height: number, width: number];
  readonly filter: readonly [height: number, width: number];
  readonly output: readonly [height: number, width: number];
  readonly strides: readonly [number, number];
  readonly padsBefore: readonly [number, number];
  readonly dilations: readonly [number, number];
}

/**
 * Adds to `sums` [N,K,P,Q] the convolution of x [N,C,H,W] with w [K,C/group,R,S], padded with zeros.
 * One weight after the other sweeps over a whole plane, so that the inner loop runs along rows of x and of the sums; four
 * channels at once where there are as many, as then a sum is loaded and stored once for four products.
 */
export const accumulateConvolution = (
  shape: ConvolutionShape,
  x: Float64Array,
  w: Float64Array,
  sums: Float64Array,
): void => {
  const { batch, group, channels, filters } = shape;
  const [perGroup, filtersPerGroup] = [channels / group, filters / group];
  const [inputPlane, outputPlane] = [area(shape.input), area(shape.output)];
  const taps = tapsOf(shape);
  for (let n = 0; n < batch; n++)
    for (let k = 0; k < filters; k++) {
      const firstChannel = n * channels + Math.floor(k / filtersPerGroup) * perGroup;
      const out = (n * filters + k) * outputPlane;
      for (let c = 0; c < perGroup; c += 4)
        for (const tap of taps) {
          const weights = { values: w, first: (k * perGroup + c) * taps.length + tap.index, step: taps.length };
          const planes = { values: x, first: (firstChannel + c) * inputPlane, step: inputPlane };
          if (c + 4 <= perGroup) addFourPlanes(tap, weights, planes, sums, out);
          else addPlanes(tap, weights, planes, perGroup - c, sums, out);
        }
    }
};

/**
 * Adds to `sums` (of the convolution's input shape) what each element of `x` (of its output shape) scatters there through
 * the filters w [K,C/group,R,S]: the transpose of `accumulateConvolution` as a linear map of x.
 */
export const accumulateTransposed = (
  shape: ConvolutionShape,
  x: Float64Array,
  w: Float64Array,
  sums: Float64Array,
): void => {
  const { batch, group, channels, filters } = shape;
  const [perGroup, filtersPerGroup] = [channels / group, filters / group];
  const [inputPlane, outputPlane] = [area(shape.input), area(shape.output)];
  const taps = tapsOf(shape);
  for (let n = 0; n < batch; n++)
    for (let k = 0; k < filters; k++) {
      const firstChannel = n * channels + Math.floor(k / filtersPerGroup) * perGroup;
      const from = (n * filters + k) * outputPlane;
      for (let c = 0; c < perGroup; c++)
        for (const tap of taps) {
          const weight = w[(k * perGroup + c) * taps.length + tap.index] ?? NaN;
          scatterScaledPlane(tap, weight, x, from, sums, (firstChannel + c) * inputPlane);
        }
    }
};

const area = ([height, width]: readonly [number, number]): number => height * width;

/** Where one element of a filter meets the input: the first pair of (input, output) elements, and the steps to the others. */
interface Tap {
  /** Place in the filter, row by row. */
  readonly index: number;
  readonly inputStart: number;
  readonly outputStart: number;
  readonly rows: number;
  readonly columns: number;
  readonly inputRowStep: number;
  readonly outputRowStep: number;
  readonly inputColumnStep: number;
}

/** Elements (or planes, by their first element) at even distances. */
interface Series {
  readonly values: Float64Array;
  readonly first: number;
  readonly step: number;
}

/** Adds `count` planes of x, each times its weight, one after the other. */
const addPlanes = (tap: Tap, w: Series, x: Series, count: number, sums: Float64Array, out: number): void => {
  for (let c = 0; c < count; c++) {
    const weight = w.values[w.first + c * w.step] ?? NaN;
    for (let i = 0; i < tap.rows; i++) {
      let from = x.first + c * x.step + tap.inputStart + i * tap.inputRowStep;
      const to = out + tap.outputStart + i * tap.outputRowStep;
      for (let j = to; j < to + tap.columns; j++) {
        sums[j] = (sums[j] ?? NaN) + weight * (x.values[from] ?? NaN);
        from += tap.inputColumnStep;
      }
    }
  }
};

const addFourPlanes = (
  tap: Tap,
  w: Series,
  { values: x, first, step }: Series,
  sums: Float64Array,
  out: number,
): void => {
  const weightAt = (c: number): number => w.values[w.first + c * w.step] ?? NaN;
  const [a, b, c, d] = [weightAt(0), weightAt(1), weightAt(2), weightAt(3)];
  for (let i = 0; i < tap.rows; i++) {
    let from = first + tap.inputStart + i * tap.inputRowStep;
    const to = out + tap.outputStart + i * tap.outputRowStep;
    for (let j = to; j < to + tap.columns; j++) {
      const early = a * (x[from] ?? NaN) + b * (x[from + step] ?? NaN);
      const late = c * (x[from + 2 * step] ?? NaN) + d * (x[from + 3 * step] ?? NaN);
      sums[j] = (sums[j] ?? NaN) + early + late;
      from += tap.inputColumnStep;
    }
  }
};

const scatterScaledPlane = (
  tap: Tap,
  weight: number,
  x: Float64Array,
  outputPlane: number,
  sums: Float64Array,
  inputPlane: number,
): void => {
  const { rows, columns, inputColumnStep } = tap;
  for (let i = 0; i < rows; i++) {
    let to = inputPlane + tap.inputStart + i * tap.inputRowStep;
    const from = outputPlane + tap.outputStart + i * tap.outputRowStep;
    for (let j = from; j < from + columns; j++) {
      sums[to] = (sums[to] ?? NaN) + weight * (x[j] ?? NaN);
      to += inputColumnStep;
    }
  }
};

const tapsOf = ({ input, filter, output, strides, padsBefore, dilations }: ConvolutionShape): readonly Tap[] => {
  const taps: Tap[] = [];
  for (let y = 0; y < filter[0]; y++)
    for (let z = 0; z < filter[1]; z++) {
      const [top, left] = [y * dilations[0] - padsBefore[0], z * dilations[1] - padsBefore[1]];
      const [firstRow, endRow] = positionsInside(top, strides[0], input[0], output[0]);
      const [firstColumn, endColumn] = positionsInside(left, strides[1], input[1], output[1]);
      const [rows, columns] = [endRow - firstRow, endColumn - firstColumn];
      // Rows that follow on one another in x and in the sums, as in a convolution of 1×1, are one long row.
      const isOneRun = columns === input[1] && columns === output[1] && strides[0] === 1 && strides[1] === 1;
      taps.push({
        index: y * filter[1] + z,
        inputStart: (top + firstRow * strides[0]) * input[1] + left + firstColumn * strides[1],
        outputStart: firstRow * output[1] + firstColumn,
        ...(isOneRun ? { rows: 1, columns: rows * columns } : { rows, columns }),
        inputRowStep: strides[0] * input[1],
        outputRowStep: output[1],
        inputColumnStep: strides[1],
      });
    }
  return taps;
};

/** The positions `[first, end)` whose `offset + position · stride` lies in `[0, extent)`. */
const positionsInside = (offset: number, stride: number, extent: number, positions: number): [number, number] => {
  const first = Math.min(positions, Math.max(0, Math.ceil(-offset / stride)));
  const end = Math.min(positions, Math.floor((extent - 1 - offset) / stride) + 1);
  return [first, Math.max(first, end)];
};

/** The shape of a convolution from the attributes that the operators share. `input` and `output` are [height, width]. */
export const convolutionShape = (
  dims: { input: readonly number[]; weight: readonly number[]; output: readonly number[] },
  attributes: {
    readonly strides: readonly number[];
    readonly pads: readonly number[];
    readonly dilations: readonly number[];
    readonly group: number;
  },
): ConvolutionShape => ({
  batch: dims.input[0] ?? 0,
  group: attributes.group,
  channels: dims.input[1] ?? 0,
  filters: dims.weight[0] ?? 0,
  input: pair(dims.input.slice(2)),
  filter: pair(dims.weight.slice(2)),
  output: pair(dims.output.slice(2)),
  strides: pair(attributes.strides),
  padsBefore: pair(attributes.pads),
  dilations: pair(attributes.dilations),
});

const pair = ([first = 1, second = 1]: readonly number[]): readonly [number, number] => [first, second];
