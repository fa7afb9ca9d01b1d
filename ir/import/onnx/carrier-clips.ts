/**
 * Codes of fewer bits than their carrier come with a clip of the reals before QuantizeLinear, to those of the first and the last code. The
 * quantizer to the narrow type saturates there by itself: it reads what the clip reads.
 */
import { isInteger, rangeOf, type TensorData } from "../../dtype.ts";
import { isCarried } from "../../export/onnx/carriers.ts";
import type { TensorType } from "../../tensor.ts";
import type { NodeProto } from "./schema/onnx_pb.ts";
import type { NamedNode } from "./source.ts";

interface Weight {
  readonly name: string;
  readonly type: TensorType;
  readonly data: TensorData | undefined;
}

/** The same nodes, but that such quantizers read past their clips. */
export const withoutCarrierClips = (nodes: readonly NamedNode[], weights: readonly Weight[]): readonly NamedNode[] => {
  const known = new Map(weights.map(weight => [weight.name, weight]));
  const clips = new Map(nodes.flatMap(node => (node.opType === "Clip" ? [[node.proto.output[0] ?? "", node]] : [])));
  return nodes.map(node => {
    const [input = "", scale = "", zero = ""] = node.opType === "QuantizeLinear" ? node.proto.input : [];
    const clip = clips.get(input);
    if (clip === undefined || !saysTheRange(clip, known.get(scale), known.get(zero), known)) return node;
    const [clipped] = clip.proto.input;
    return clipped === undefined ? node : { ...node, proto: withInput(node.proto, clipped) };
  });
};

const withInput = (proto: NodeProto, input: string): NodeProto => ({
  ...proto,
  input: [input, ...proto.input.slice(1)],
});

/** Are the clip's bounds the reals of the narrow type's first and last code, in binary32? */
const saysTheRange = (
  { proto }: NamedNode,
  scale: Weight | undefined,
  zero: Weight | undefined,
  known: ReadonlyMap<string, Weight>,
): boolean => {
  const dtype = zero?.type.dtype;
  const [step, zeroPoint] = [single(scale), single(zero)];
  if (dtype === undefined || !isInteger(dtype) || !isCarried(dtype)) return false;
  if (step === undefined || zeroPoint === undefined) return false;
  const { min, max } = rangeOf(dtype);
  const bounds = proto.input.slice(1, 3).map(name => single(known.get(name)));
  return [min, max].every((code, i) => bounds[i] === Math.fround(step * (code - zeroPoint)));
};

const single = (weight: Weight | undefined): number | undefined =>
  weight?.data?.length === 1 ? weight.data[0] : undefined;
