import { defineOp, operand, type Signature, vectorOperations } from "../op.ts";
import { broadcastDims, elementCount, formatType, type TensorType } from "../tensor.ts";

export const where = defineOp({
  name: "where",
  summary: "The element of `then` where the condition holds, else that of `else`; all three broadcast.",
  operands: ["condition", "then", "else"],
  attributes: {},
  check(signature) {
    const [condition, then, otherwise] = [operand(signature, 0), operand(signature, 1), operand(signature, 2)];
    const faults: string[] = [];
    if (condition.dtype !== "bool") faults.push(`condition must be bool, found ${formatType(condition)}`);
    if (then.dtype !== otherwise.dtype)
      faults.push(`branches differ in type: ${formatType(then)} and ${formatType(otherwise)}`);
    if (resultDims(signature) === undefined)
      faults.push(`shapes ${signature.operands.map(formatType).join(", ")} do not broadcast`);
    return faults;
  },
  infer: signature => [resultType(signature)],
  work: signature => vectorOperations(elementCount(resultType(signature).dims)),
});

const resultDims = ({ operands }: Pick<Signature, "operands">): number[] | undefined =>
  broadcastDims(...operands.map(({ dims }) => dims));

const resultType = (signature: Pick<Signature, "operands">): TensorType => ({
  dtype: operand(signature, 1).dtype,
  dims: resultDims(signature) ?? [],
});
