import { lineKernel } from "./line-kernel.ts";

export const lpNormalization = lineKernel<"lp_normalization">((line, { p }) => {
  const total = line.reduce((sum, x) => sum + Math.abs(x) ** p, 0);
  const norm = p === 2 ? Math.sqrt(total) : total;
  return line.map(x => (norm === 0 ? 0 : x / norm));
});
