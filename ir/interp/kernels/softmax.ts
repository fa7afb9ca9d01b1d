import { lineKernel } from "./line-kernel.ts";

export const softmax = lineKernel<"softmax">(line => {
  const maximum = line.reduce((largest, x) => Math.max(largest, x), -Infinity);
  const exponentials = line.map(x => Math.exp(x - maximum));
  const total = exponentials.reduce((sum, x) => sum + x, 0);
  return exponentials.map(x => x / total);
});
