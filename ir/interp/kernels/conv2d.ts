import { splitOperands } from "../../epilogue.ts";
import { allocate } from "../../dtype.ts";
import { elementCount } from "../../tensor.ts";
import { applyEpilogue } from "../epilogue.ts";
import type { Kernel } from "../kernel.ts";
import { operandAt, typeAt } from "./elementwise.ts";

export const conv2d: Kernel<"conv2d"> = ({ operands, attributes, results }) => {
  const type = typeAt(results, 0);
  const [x, w] = [operandAt(operands, 0), operandAt(operands, 1)];
  const { bias, extras } = splitOperands(operands, attributes.epilogue);
  const [batch = 0, channels = 0, height = 0, width = 0] = x.type.dims;
  const [filters = 0, perGroup = 0, r = 0, s = 0] = w.type.dims;
  const [, , p = 0, q = 0] = type.dims;
  const [strideY = 1, strideX = 1] = attributes.strides;
  const [top = 0, left = 0] = attributes.pads;
  const [dilationY = 1, dilationX = 1] = attributes.dilations;
  const filtersPerGroup = filters / attributes.group;
  const sums = new Float64Array(elementCount(type.dims));

  for (let n = 0; n < batch; n++)
    for (let k = 0; k < filters; k++) {
      const out = (n * filters + k) * p * q;
      sums.fill(bias?.data[k] ?? 0, out, out + p * q);
      for (let c = 0; c < perGroup; c++) {
        const plane = (n * channels + Math.floor(k / filtersPerGroup) * perGroup + c) * height * width;
        for (let y = 0; y < r; y++)
          for (let z = 0; z < s; z++) {
            const weight = w.data[((k * perGroup + c) * r + y) * s + z] ?? NaN;
            for (let i = 0; i < p; i++) {
              const row = i * strideY - top + y * dilationY;
              if (row < 0 || row >= height) continue;
              for (let j = 0; j < q; j++) {
                const column = j * strideX - left + z * dilationX;
                if (column < 0 || column >= width) continue;
                sums[out + i * q + j]! += weight * (x.data[plane + row * width + column] ?? NaN);
              }
            }
          }
      }
    }
  const data = allocate(type.dtype, sums.length);
  data.set(sums);
  return [applyEpilogue({ type, data }, attributes.epilogue, extras)];
};
