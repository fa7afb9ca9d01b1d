/** Kernels that map each line along an axis to a line of the same length. */
import { allocate } from "../../dtype.ts";
import type { OpName } from "../../ops/index.ts";
import type { Kernel, KernelArguments } from "../kernel.ts";
import { operandAt, storeAs, typeAt } from "./elementwise.ts";
import { linesAlong, readLine } from "./lines.ts";

type LineOpName = "softmax" | "log_softmax" | "lp_normalization" | "cumulative_sum";

export const lineKernel =
  <O extends LineOpName & OpName>(
    f: (line: Float64Array, attributes: KernelArguments<O>["attributes"]) => Float64Array,
  ): Kernel<O> =>
  ({ operands, attributes, results }) => {
    const type = typeAt(results, 0);
    const input = operandAt(operands, 0);
    const store = storeAs(type.dtype);
    const data = allocate(type.dtype, input.data.length);
    for (const line of linesAlong(type.dims, attributes.axis))
      for (const [i, value] of f(readLine(input.data, line), attributes).entries())
        data[line.start + i * line.stride] = store(value);
    return [{ type, data }];
  };
