/** The schema of what only GPUs and FPGAs have in a plan. */
import { z } from "zod";

const count = z.int().nonnegative();
const amount = z.number().nonnegative();
const perName = z.record(z.string(), amount);

export const kernel = z.strictObject({
  arithmetic: z.string(),
  fusedInto: z.string().nullable(),
  tile: z.strictObject({ rows: count, columns: count, depth: count }).nullable(),
  blocks: count,
  waves: count,
  splitK: count,
  launchCycles: amount,
  computeCycles: amount,
  l2Cycles: amount,
  dramCycles: amount,
});

export const engine = z.strictObject({
  folding: perName,
  intervalCycles: amount,
  multipliers: z.string().nullable(),
  weightMemory: z.string().nullable(),
  resources: perName,
});

export const resource = z.strictObject({ name: z.string(), used: amount, budget: amount, available: amount });
