/** Operators that move elements without looking at them, in any type that is carried. */
import { allocate } from "../../../../ir/dtype.ts";
import { wrapIndex } from "../../../../ir/interp/kernels/indices.ts";
import { elementCount } from "../../../../ir/tensor.ts";
import { type DeviceTensor, givenAt, type Tensorflow, type Translation, typeAt } from "../translation.ts";

const concat: Translation<"concat"> = {
  takes: "data",
  compute: ({ tf, given, attributes: { axis } }) => [tf.concat([...given], axis)],
};

const expand: Translation<"expand"> = {
  takes: "data",
  compute: call => [call.tf.broadcastTo(givenAt(call, 0), [...typeAt(call.results, 0).dims])],
};

const reshape: Translation<"reshape"> = {
  takes: "data",
  compute: call => [call.tf.reshape(givenAt(call, 0), [...typeAt(call.results, 0).dims])],
};

const transpose: Translation<"transpose"> = {
  takes: "data",
  compute: call => [call.tf.transpose(givenAt(call, 0), [...call.attributes.permutation])],
};

const tile: Translation<"tile"> = {
  takes: "data",
  compute: call => [call.tf.tile(givenAt(call, 0), [...call.attributes.repeats])],
};

/** Elements of one axis by their places, in any order and as often as wanted. */
export const alongAxis = (tf: Tensorflow, x: DeviceTensor, axis: number, places: readonly number[]): DeviceTensor =>
  tf.gather(x, tf.tensor1d([...places], "int32"), axis);

/** Steps other than 1 pick elements axis by axis, after the rest is cut away. */
const slice: Translation<"slice"> = {
  takes: "data",
  compute(call) {
    const { axes, starts, ends, steps } = call.attributes;
    const input = givenAt(call, 0);
    const { dims } = typeAt(call.results, 0);
    const begin = input.shape.map(() => 0);
    const size = [...input.shape];
    const stepped: number[] = [];
    for (const [i, axis] of axes.entries()) {
      const [start = 0, end = 0, step = 1] = [starts[i], ends[i], steps[i]];
      if (step === 1) [begin[axis], size[axis]] = [start, end - start];
      else stepped.push(i);
    }
    // A scalar has nothing to cut.
    let result = input.rank === 0 ? input : call.tf.slice(input, begin, size);
    for (const i of stepped) {
      const [axis = 0, start = 0, step = 1] = [axes[i], starts[i], steps[i]];
      const places = Array.from({ length: dims[axis] ?? 0 }, (_, place) => start + place * step);
      result = alongAxis(call.tf, result, axis, places);
    }
    return [result];
  },
};

/** Where each element of a padded axis comes from, by the place on the unpadded one. */
const sources = {
  reflect: (place: number, dim: number): number => {
    const inside = place < 0 ? -place : place;
    return inside >= dim ? 2 * (dim - 1) - inside : inside;
  },
  edge: (place: number, dim: number): number => Math.min(dim - 1, Math.max(0, place)),
  wrap: (place: number, dim: number): number => ((place % dim) + dim) % dim,
} as const;

const pad: Translation<"pad"> = {
  takes: "data",
  refuses: ({ operands, attributes: { mode } }) =>
    mode === "constant" && typeAt(operands, 0).dtype === "bool" ? "it pads bools" : undefined,
  compute(call) {
    const { pads, mode, value } = call.attributes;
    const input = givenAt(call, 0);
    const rank = input.shape.length;
    const around = input.shape.map((_, axis): [number, number] => [pads[axis] ?? 0, pads[axis + rank] ?? 0]);
    if (mode === "constant") return [rank === 0 ? input : call.tf.pad(input, around, value)];
    let result = input;
    for (const [axis, [before, after]] of around.entries()) {
      const dim = input.shape[axis] ?? 1;
      if (before + after === 0) continue;
      const places = Array.from({ length: before + dim + after }, (_, i) => sources[mode](i - before, dim));
      result = alongAxis(call.tf, result, axis, places);
    }
    return [result];
  },
};

/** Splits axes, changes their order and merges them: what both rearrangements of blocks are. */
const rearranged = (
  tf: Tensorflow,
  x: DeviceTensor,
  parts: readonly number[],
  order: readonly number[],
  dims: readonly number[],
) => tf.reshape(tf.transpose(tf.reshape(x, [...parts]), [...order]), [...dims]);

const depthToSpace: Translation<"depth_to_space"> = {
  takes: "data",
  compute(call) {
    const { block, mode } = call.attributes;
    const [batch = 0, channels = 0, height = 0, width = 0] = typeAt(call.operands, 0).dims;
    const kept = channels / block ** 2;
    const [parts, order] =
      mode === "DCR"
        ? [
            [batch, block, block, kept, height, width],
            [0, 3, 4, 1, 5, 2],
          ]
        : [
            [batch, kept, block, block, height, width],
            [0, 1, 4, 2, 5, 3],
          ];
    return [rearranged(call.tf, givenAt(call, 0), parts, order, typeAt(call.results, 0).dims)];
  },
};

const spaceToDepth: Translation<"space_to_depth"> = {
  takes: "data",
  compute(call) {
    const { block } = call.attributes;
    const [batch = 0, channels = 0, height = 0, width = 0] = typeAt(call.operands, 0).dims;
    const parts = [batch, channels, height / block, block, width / block, block];
    return [rearranged(call.tf, givenAt(call, 0), parts, [0, 3, 5, 1, 2, 4], typeAt(call.results, 0).dims)];
  },
};

/** Indices are looked at first: the library would read whatever lies at a place outside. */
const gather: Translation<"gather"> = {
  takes: "data",
  compute(call) {
    const { axis } = call.attributes;
    const { data, type } = call.host(1);
    const dim = typeAt(call.operands, 0).dims[axis] ?? 0;
    const places = Int32Array.from(data, index => wrapIndex("gather", index, dim));
    return [call.tf.gather(givenAt(call, 0), call.tf.tensor(places, [...type.dims], "int32"), axis)];
  },
};

const trilu: Translation<"trilu"> = {
  takes: "reals",
  refuses: ({ operands }) => (typeAt(operands, 0).dtype === "bool" ? "it cuts a matrix of bools" : undefined),
  compute(call) {
    const { upper, k } = call.attributes;
    const { dims } = typeAt(call.operands, 0);
    const [rows = 0, columns = 0] = dims.slice(-2);
    const kept = allocate("bool", elementCount([rows, columns]));
    for (let i = 0; i < kept.length; i++) {
      const [row, column] = [Math.floor(i / columns), i % columns];
      kept[i] = (upper ? column >= row + k : column <= row + k) ? 1 : 0;
    }
    const mask = call.tf.tensor(kept, [rows, columns], "bool");
    return [call.tf.where(mask, givenAt(call, 0), 0)];
  },
};

export const movementTranslations = {
  concat,
  depth_to_space: depthToSpace,
  expand,
  gather,
  pad,
  reshape,
  slice,
  space_to_depth: spaceToDepth,
  tile,
  transpose,
  trilu,
} as const;
