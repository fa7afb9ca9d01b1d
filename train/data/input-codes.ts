/** Reals for an input that takes codes: pictures and other data come as reals, whatever the network reads. */
import { type DType, isFloat, isInteger, saturateToInteger } from "../../ir/dtype.ts";
import type { CodeParameters } from "../../ir/import/conversion/imported-model.ts";
import { type Tensor, tensor } from "../../ir/tensor.ts";
import { roundHalfEven } from "../../support/float16.ts";

/** Without parameters the reals are codes already, but for rounding. */
const plain: CodeParameters = { scale: 1, zeroPoint: 0 };

/** The tensor in the input's type: real = scale · (code − zeroPoint), rounded half to even and bounded by the type. */
export const inInputType = (given: Tensor, dtype: DType, { scale, zeroPoint }: CodeParameters = plain): Tensor => {
  const { type, data } = given;
  if (type.dtype === dtype || !isFloat(type.dtype) || !isInteger(dtype)) return given;
  const codes = Float64Array.from(data, real =>
    saturateToInteger(dtype, roundHalfEven(Math.fround(real / scale)) + zeroPoint),
  );
  return tensor(dtype, type.dims, codes);
};
