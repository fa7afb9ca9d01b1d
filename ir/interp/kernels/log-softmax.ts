import { lineKernel } from "./line-kernel.ts";

export const logSoftmax = lineKernel<"log_softmax">(line => {
  const maximum = line.reduce((largest, x) => Math.max(largest, x), -Infinity);
  const logOfTotal = Math.log(line.reduce((sum, x) => sum + Math.exp(x - maximum), 0));
  return line.map(x => x - maximum - logOfTotal);
});
