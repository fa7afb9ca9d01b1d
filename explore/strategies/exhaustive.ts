/** Every design of a finite space, in order: the truth that other strategies are measured against. */
import { z } from "zod";
import { CompileError } from "../../support/diagnostic.ts";
import type { DesignSpace, Encoding } from "../space/design-space.ts";
import { canonicalDesigns, firstEncoding, nextEncoding } from "./designs/enumerate.ts";
import { endlessSpace } from "./messages.ts";
import { readState } from "./read-state.ts";
import type { StrategyDefinition } from "./strategy.ts";

const batchSize = 50;

const schema = z.object({ next: z.array(z.number()).nullable() });

export const exhaustive: StrategyDefinition = {
  summary: "Every design of the space, the last choice varying fastest.",
  source: "enumeration",
  create({ space }, progress) {
    refuseEndless(space);
    /** Where the next batch begins to look; null at the end. */
    let next: Encoding | null = progress
      ? readState("exhaustive", schema, progress.state).next
      : (firstEncoding(space) ?? null);
    return {
      ask: () => (next === null ? [] : batchFrom(space, next)),
      tell(outcomes) {
        const last = outcomes.at(-1);
        if (last !== undefined) next = nextEncoding(space, last.encoding) ?? null;
      },
      state: () => ({ next }),
    };
  },
};

const batchFrom = (space: DesignSpace, start: Encoding): readonly Encoding[] => {
  const batch: Encoding[] = [];
  for (const design of canonicalDesigns(space, start)) {
    batch.push(design);
    if (batch.length === batchSize) break;
  }
  return batch;
};

const refuseEndless = ({ choices }: DesignSpace): void => {
  const endless = choices.filter(({ kind }) => kind === "real");
  if (endless.length > 0) throw new CompileError(endless.map(({ name }) => endlessSpace(name)));
};
