/** Which elements index operands address: shared by the gathers and the scatters. */
import { elementCount, stridesOf, type Tensor } from "../../tensor.ts";
import { wrapIndex } from "./indices.ts";
import { evenOffsets, indexFromOffsets } from "./select.ts";

/** For each element of `indices` its own position in a tensor of `dims`, but along `axis` the position that it names. */
export const elementPlaces = (op: string, dims: readonly number[], indices: Tensor, axis: number): Int32Array => {
  const strides = stridesOf(dims);
  const places = indexFromOffsets(
    indices.type.dims.map((dim, i) => evenOffsets(dim, i === axis ? 0 : (strides[i] ?? 0))),
  );
  for (let i = 0; i < places.length; i++)
    places[i] = (places[i] ?? 0) + wrapIndex(op, indices.data[i] ?? NaN, dims[axis] ?? 0) * (strides[axis] ?? 0);
  return places;
};

/** For each tuple in the last axis of `indices`, the first element of the slice of `dims` that it names after the batch dims. */
export const tuplePlaces = (op: string, dims: readonly number[], indices: Tensor, batchDims = 0): Int32Array => {
  const strides = stridesOf(dims);
  const width = indices.type.dims.at(-1) ?? 0;
  const tuplesPerBatch = elementCount(indices.type.dims.slice(batchDims, -1));
  const batchSize = elementCount(dims.slice(batchDims));
  const places = new Int32Array(elementCount(indices.type.dims.slice(0, -1)));
  for (let i = 0; i < places.length; i++) {
    let place = Math.floor(i / tuplesPerBatch) * batchSize;
    for (let j = 0; j < width; j++) {
      const axis = batchDims + j;
      place += wrapIndex(op, indices.data[i * width + j] ?? NaN, dims[axis] ?? 0) * (strides[axis] ?? 0);
    }
    places[i] = place;
  }
  return places;
};
