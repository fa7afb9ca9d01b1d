/** Operators that move data, or make it out of shapes. */
import type { Value } from "../../../../graph.ts";
import { tensor, scalar } from "../../../../tensor.ts";
import { castTo } from "../../../conversion/arithmetic.ts";
import { axesFromFront, axisFromFront } from "../../../conversion/axes.ts";
import type { ConversionBuilder } from "../../../conversion/builder.ts";
import { IllFormed, Refusal } from "../../../conversion/refusal.ts";
import { asInModel, inModelOrder, type Laid } from "../../../tensorflow/laid.ts";
import {
  concat as concatenated,
  equalParts,
  expand,
  pad as padded,
  type Padded,
  reshape as reshaped,
  slice as sliced,
  split as splitAlong,
  stack,
  tile as tiled,
  transpose as transposed,
} from "../../../tensorflow/shape.ts";
import { staticAxes, staticAxis, staticInts, staticScalar } from "../../../tensorflow/static.ts";
import { stridedSlice as stridedSliced } from "../../../tensorflow/strided-slice.ts";
import type { Converter, NodeView } from "../converter.ts";

export const identity: Converter = ({ operand }) => operand(0);

export const reshape: Converter = (node, build) => reshaped(build, node.operand(0), staticInts(node, 1, build));

export const squeeze: Converter = ({ attributes, operand }, build) => {
  const { dims } = operand(0).type;
  const given = axesFromFront(attributes.ints("squeeze_dims", []), dims.length);
  const axes = given.length > 0 ? given : dims.flatMap((dim, axis) => (dim === 1 ? [axis] : []));
  return reshaped(
    build,
    operand(0),
    dims.filter((_, axis) => !axes.includes(axis)),
  );
};

export const expandDims: Converter = (node, build) => {
  const { dims } = node.operand(0).type;
  const axis = axisFromFront(staticScalar(node, 1, build), dims.length + 1);
  return reshaped(build, node.operand(0), dims.toSpliced(axis, 0, 1));
};

export const transpose: Converter = (node, build) => transposed(build, node.operand(0), staticInts(node, 1, build));

/** The axis is the last operand. */
export const concatV2: Converter = (node, build) => {
  const last = node.operandCount - 1;
  return concatenated(build, node.operands().slice(0, -1), staticAxis(node, last, build));
};

export const pack: Converter = ({ attributes, operand, operands }, build) =>
  stack(build, operands(), axisFromFront(attributes.int("axis", 0), operand(0).type.dims.length + 1));

export const unpack: Converter = ({ attributes, operand, wants }, build) => {
  const { dims } = operand(0).type;
  const axis = axisFromFront(attributes.int("axis", 0), dims.length);
  const parts = splitAlong(build, operand(0), axis, equalParts(dims[axis] ?? 1, dims[axis] ?? 1), wants);
  return parts.map(part => (part === undefined ? undefined : reshaped(build, part, dims.toSpliced(axis, 1))));
};

/** Axis, input. */
export const split: Converter = (node, build) => {
  const axis = axisFromFront(staticScalar(node, 0, build), node.operand(1).type.dims.length);
  const sizes = equalParts(node.attributes.int("num_split"), node.operand(1).type.dims[axis] ?? 0);
  return splitAlong(build, node.operand(1), axis, sizes, node.wants);
};

/** Input, sizes, axis; one size may be -1: what is left. */
export const splitV: Converter = (node, build) => {
  const axis = staticAxis(node, 2, build);
  const given = staticInts(node, 1, build);
  const open = given.indexOf(-1);
  const others = given.reduce((sum, size) => sum + Math.max(0, size), 0);
  const sizes = open < 0 ? given : given.with(open, (node.operand(0).type.dims[axis] ?? 0) - others);
  return splitAlong(build, node.operand(0), axis, sizes, node.wants);
};

/** Begins and sizes; a size of -1 reaches to the end. */
export const slice: Converter = (node, build) => {
  const [begins, sizes] = [staticInts(node, 1, build), staticInts(node, 2, build)];
  const parts = node.operand(0).type.dims.map((dim, axis) => {
    const [start = 0, size = -1] = [begins[axis], sizes[axis]];
    const end = size === -1 ? dim : start + size;
    if (start < 0 || size < -1 || end > dim) throw new IllFormed(`it takes [${start}, ${end}) of an axis of ${dim}`);
    return { axis, start, end, step: 1 };
  });
  return sliced(build, node.operand(0), parts);
};

export const stridedSlice: Converter = (node, build) =>
  stridedSliced(build, node.operand(0), {
    begin: staticInts(node, 1, build),
    end: staticInts(node, 2, build),
    strides: staticInts(node, 3, build),
    beginMask: node.attributes.int("begin_mask", 0),
    endMask: node.attributes.int("end_mask", 0),
    ellipsisMask: node.attributes.int("ellipsis_mask", 0),
    newAxisMask: node.attributes.int("new_axis_mask", 0),
    shrinkAxisMask: node.attributes.int("shrink_axis_mask", 0),
    endIsOffset: false,
  });

export const reverse: Converter = (node, build) => {
  const { dims } = node.operand(0).type;
  const parts = staticAxes(node, 1, build).map(axis => ({ axis, start: (dims[axis] ?? 0) - 1, end: -1, step: -1 }));
  return sliced(build, node.operand(0), parts);
};

export const pad: Converter = (node, build) =>
  padded(build, node.operand(0), {
    amounts: amountsOf(node, build),
    mode: "constant",
    value: node.operandCount > 2 ? staticScalar(node, 2, build) : 0,
  });

/** Symmetric mirrors repeat the edge, which the graph IR has no operator for. */
export const mirrorPad: Converter = (node, build) => {
  if (node.attributes.string("mode") !== "REFLECT")
    throw new Refusal("it mirrors with the edge repeated (SYMMETRIC)", "use REFLECT, or pad with constants");
  return padded(build, node.operand(0), { amounts: amountsOf(node, build), mode: "reflect", value: 0 });
};

const amountsOf = (node: NodeView, build: ConversionBuilder): Padded["amounts"] => {
  const amounts = staticInts(node, 1, build);
  return Array.from({ length: amounts.length / 2 }, (_, axis) => [amounts[2 * axis] ?? 0, amounts[2 * axis + 1] ?? 0]);
};

export const tile: Converter = (node, build) => tiled(build, node.operand(0), staticInts(node, 1, build));

export const broadcastTo: Converter = (node, build) => expand(build, node.operand(0), staticInts(node, 1, build));

/** Shape, value. */
export const fill: Converter = (node, build) => expand(build, node.operand(1), staticInts(node, 0, build));

export const shape: Converter = ({ operand }, build) => {
  const { dims } = operand(0).type;
  return inModelOrder(build.constant(tensor("int32", [dims.length], dims)));
};

export const rank: Converter = ({ operand }, build) =>
  inModelOrder(build.constant(scalar("int32", operand(0).type.dims.length)));

/** Input, indices, axis. */
export const gatherV2: Converter = (node, build) => {
  if (node.attributes.int("batch_dims", 0) !== 0) throw new Refusal("it gathers within batches");
  const axis = node.operandCount > 2 ? staticAxis(node, 2, build) : 0;
  const operands = [asInModel(node.operand(0), build), indices(node.operand(1), build)];
  return inModelOrder(build.node("gather", operands, { axis }));
};

const indices = (laid: Laid, build: ConversionBuilder): Value => {
  const value = asInModel(laid, build);
  return value.type.dtype === "int64" ? value : castTo(build, value, "int32");
};

/** Indices, depth, on, off. */
export const oneHot: Converter = (node, build) => {
  const dtype = node.operand(2).type.dtype;
  const axis = axisFromFront(node.attributes.int("axis", -1), node.operand(0).type.dims.length + 1);
  return inModelOrder(
    build.node("one_hot", [asInModel(node.operand(0), build)], {
      depth: staticScalar(node, 1, build),
      on: staticScalar(node, 2, build),
      off: staticScalar(node, 3, build),
      axis,
      dtype,
    }),
  );
};
