/** The loops of the window pools. */
import type { OpAttributes } from "../../ops/index.ts";
import { elementCount, type Tensor, type TensorType } from "../../tensor.ts";
import { rounded } from "./store.ts";

type PoolAttributes = OpAttributes<"max_pool2d">;

/** What a window gives: `take` sees each element of the input under it, `finish` the window's first and last row and column. */
export interface Pooling {
  readonly start: number;
  take(soFar: number, element: number): number;
  finish(soFar: number, elements: number, window: WindowPlace): number;
}

/** The top left element of a window, in coordinates of the unpadded input. */
export interface WindowPlace {
  readonly top: number;
  readonly left: number;
}

export const pool = (input: Tensor, attributes: PoolAttributes, type: TensorType, pooling: Pooling): Tensor => {
  const [height = 0, width = 0] = input.type.dims.slice(2);
  const [rows = 0, columns = 0] = type.dims.slice(2);
  const [strideY = 1, strideX = 1] = attributes.strides;
  const [padTop = 0, padLeft = 0] = attributes.pads;
  const values = new Float64Array(elementCount(type.dims));
  for (let i = 0; i < values.length; i++) {
    const plane = Math.floor(i / (rows * columns)) * height * width;
    const place = {
      top: (Math.floor(i / columns) % rows) * strideY - padTop,
      left: (i % columns) * strideX - padLeft,
    };
    let [value, elements] = [pooling.start, 0];
    eachInside(place, attributes, height, width, index => {
      value = pooling.take(value, input.data[plane + index] ?? NaN);
      elements++;
    });
    values[i] = pooling.finish(value, elements, place);
  }
  return rounded(type, values);
};

/** Calls back with the index in a height × width plane of every element under the window. */
const eachInside = (
  { top, left }: WindowPlace,
  { kernel, dilations }: PoolAttributes,
  height: number,
  width: number,
  visit: (index: number) => void,
): void => {
  const [dilationY = 1, dilationX = 1] = dilations;
  for (let y = 0; y < (kernel[0] ?? 1); y++)
    for (let x = 0; x < (kernel[1] ?? 1); x++) {
      const [row, column] = [top + y * dilationY, left + x * dilationX];
      if (row >= 0 && row < height && column >= 0 && column < width) visit(row * width + column);
    }
};
