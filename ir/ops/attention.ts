import { float } from "../attributes.ts";
import { defineOp, type OpDef, operand, type Signature, type Work } from "../op.ts";
import { broadcastDims, dimsEqual, elementCount, formatType, type TensorType } from "../tensor.ts";
import { floatFaults, sameTypeFaults } from "./operand-faults.ts";

const attributes = { scale: float() } as const;
type AttentionSignature = Signature<typeof attributes>;

/** Vaswani et al., "Attention Is All You Need", NeurIPS 2017, equation 1, with a mask that is added to the scores. */
export const attention = defineOp({
  name: "attention",
  summary:
    "softmax(query · keyᵀ · scale + mask) · value over the last two axes: [...,L,E], [...,S,E] and [...,S,V] to [...,L,V]; the mask broadcasts to [...,L,S].",
  operands: ["query", "key", "value", "mask?"],
  attributes,
  check: signature => checkAttention(signature),
  infer: signature => [resultType(signature)],
  work: signature => workOf(signature),
});

const resultType = (signature: AttentionSignature): TensorType => {
  const { dtype, dims } = operand(signature, 0);
  return { dtype, dims: [...dims.slice(0, -1), operand(signature, 2).dims.at(-1) ?? 0] };
};

const scoreDims = (signature: AttentionSignature): number[] => [
  ...operand(signature, 0).dims.slice(0, -1),
  operand(signature, 1).dims.at(-2) ?? 0,
];

const checkAttention: OpDef<typeof attributes>["check"] = signature => {
  const [query, key, value] = [operand(signature, 0), operand(signature, 1), operand(signature, 2)];
  const mask = signature.operands[3];
  const shown = [query, key, value].map(formatType).join(", ");
  if ([query, key, value].some(type => type.dims.length < 2)) return [`takes matrices, found ${shown}`];
  const leading = [query, key, value].map(type => type.dims.slice(0, -2));
  const fits =
    query.dims.at(-1) === key.dims.at(-1) &&
    key.dims.at(-2) === value.dims.at(-2) &&
    leading.every(dims => dimsEqual(dims, leading[0] ?? []));
  const faults = [
    ...(fits ? [] : [`takes [...,L,E], [...,S,E] and [...,S,V], found ${shown}`]),
    ...floatFaults(query, "query"),
    ...[key, value, ...(mask === undefined ? [] : [mask])].flatMap(type => sameTypeFaults(query, type, "operands")),
  ];
  const scores = scoreDims(signature);
  if (mask !== undefined && !dimsEqual(broadcastDims(mask.dims, scores) ?? [-1], scores))
    faults.push(`mask ${formatType(mask)} does not broadcast to [${scores.join(",")}]`);
  return faults;
};

/** Two products per score; then scaling, the mask's addition and softmax (maximum, subtraction, exp, sum, division) on each. */
const workOf = (signature: AttentionSignature): Work => {
  const scores = elementCount(scoreDims(signature));
  const depth = (operand(signature, 0).dims.at(-1) ?? 0) + (operand(signature, 2).dims.at(-1) ?? 0);
  const masking = signature.operands.length > 3 ? 1 : 0;
  return { macs: scores * depth, vectorOperations: scores * (1 + masking + 5) };
};
