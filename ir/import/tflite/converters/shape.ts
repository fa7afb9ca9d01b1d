/** SHAPE, RANK, FILL, ZEROS_LIKE, RANGE, TILE and BROADCAST_TO. */
import { scalar, tensor } from "../../../tensor.ts";
import { asInModel, inModelOrder } from "../../tensorflow/laid.ts";
import { expand, tile as tiled } from "../../tensorflow/shape.ts";
import { Refusal } from "../../conversion/refusal.ts";
import type { Converter } from "../converter.ts";
import { onCodes } from "../quantized.ts";
import { staticInts, staticScalar } from "../../tensorflow/static.ts";

export const shape: Converter = (node, build) => {
  const { dims } = node.operand(0).type;
  return inModelOrder(build.constant(tensor(node.result(0).type.dtype, [dims.length], dims)));
};

export const rank: Converter = (node, build) =>
  inModelOrder(build.constant(scalar("int32", node.operand(0).type.dims.length)));

export const fill: Converter = onCodes((node, build) => expand(build, node.operand(1), staticInts(node, 0, build)));

export const zerosLike: Converter = (node, build) => {
  const { dtype, dims } = node.operand(0).type;
  return inModelOrder(build.node("expand", [build.constant(scalar(dtype, 0))], { shape: dims }));
};

/** Far more positions than any network counts, and few enough to write down. */
const mostElements = 2 ** 20;

export const range: Converter = (node, build) => {
  const [start, limit, delta] = [
    staticScalar(node, 0, build),
    staticScalar(node, 1, build),
    staticScalar(node, 2, build),
  ];
  const count = Math.max(0, Math.ceil((limit - start) / delta));
  if (!(count <= mostElements)) throw new Refusal(`a range from ${start} to ${limit} by ${delta} is too long`);
  const elements = Array.from({ length: count }, (_, i) => start + i * delta);
  return inModelOrder(build.constant(tensor(node.operand(0).type.dtype, [count], elements)));
};

export const tile: Converter = onCodes((node, build) => tiled(build, node.operand(0), staticInts(node, 1, build)));

export const broadcastTo: Converter = onCodes((node, build) =>
  inModelOrder(build.node("expand", [asInModel(node.operand(0), build)], { shape: staticInts(node, 1, build) })),
);
