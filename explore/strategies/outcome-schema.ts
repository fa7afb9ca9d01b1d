/** What an outcome looks like in a stored state. */
import { z } from "zod";
import type { Outcome } from "./strategy.ts";

const numbers = z.array(z.number());

export const outcomeSchema: z.ZodType<Outcome> = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("measured"),
    encoding: numbers,
    scores: numbers,
    violations: numbers,
    margins: numbers.exactOptional(),
  }),
  z.object({ kind: z.literal("pruned"), encoding: numbers, violations: numbers }),
  z.object({ kind: z.literal("impossible"), encoding: numbers, reason: z.string() }),
]);
