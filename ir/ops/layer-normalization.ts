import { float, int } from "../attributes.ts";
import { defineOp, operand, vectorOperations } from "../op.ts";
import { broadcastDims, dimsEqual, elementCount, formatType } from "../tensor.ts";
import { axisFaults } from "./axes.ts";
import { floatInputFaults } from "./normalization.ts";

export const layerNormalization = defineOp({
  name: "layer_normalization",
  summary:
    "(x - mean) / √(variance + epsilon), with mean and variance over all axes from `axis` on, times scale, plus bias, which broadcast over those axes.",
  operands: ["input", "scale?", "bias?"],
  attributes: { axis: int(), epsilon: float(1e-5) },
  check(signature) {
    const [input, ...parameters] = [operand(signature, 0), ...signature.operands.slice(1)];
    const faults = [
      ...floatInputFaults("layer_normalization", input),
      ...axisFaults(signature.attributes.axis, input.dims.length),
    ];
    const normalized = input.dims.slice(signature.attributes.axis);
    const expected = formatType({ dtype: input.dtype, dims: normalized });
    for (const type of parameters)
      if (type.dtype !== input.dtype || !dimsEqual(broadcastDims(type.dims, normalized) ?? [-1], normalized))
        faults.push(`scale and bias must broadcast to ${expected}, found ${formatType(type)}`);
    return faults;
  },
  infer: signature => [operand(signature, 0)],
  /** Per element: sum, difference, square, sum of squares, division, scale, bias; per line two divisions, + epsilon, root. */
  work(signature) {
    const { dims } = operand(signature, 0);
    const parameters = signature.operands.length - 1;
    const lines = elementCount(dims.slice(0, signature.attributes.axis));
    return vectorOperations((5 + parameters) * elementCount(dims) + 4 * lines);
  },
});
