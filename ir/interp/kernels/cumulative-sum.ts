import { lineKernel } from "./line-kernel.ts";

export const cumulativeSum = lineKernel<"cumulative_sum">((line, { exclusive, reverse }) => {
  const sums = new Float64Array(line.length);
  let total = 0;
  for (let step = 0; step < line.length; step++) {
    const i = reverse ? line.length - 1 - step : step;
    const upToHere = total + (line[i] ?? NaN);
    sums[i] = exclusive ? total : upToHere;
    total = upToHere;
  }
  return sums;
});
