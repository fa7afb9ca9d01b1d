/** Designs drawn at random: what every other strategy has to beat. */
import { z } from "zod";
import { randomStream, resumedStream } from "../../support/random.ts";
import { Proposals } from "./designs/proposals.ts";
import { readState } from "./read-state.ts";
import type { StrategyDefinition } from "./strategy.ts";

const batchSize = 50;

const schema = z.object({ stream: z.array(z.number()) });

export const random: StrategyDefinition = {
  summary: "Each design of the space with the same chance, none twice.",
  source: "Bergstra and Bengio, JMLR 2012",
  create({ space, seed }, progress) {
    const stored = progress && readState("random", schema, progress.state);
    const stream = stored === undefined ? randomStream(seed) : resumedStream(stored.stream);
    const proposals = new Proposals(space, progress?.outcomes);
    return {
      ask: () => proposals.random(batchSize, stream),
      tell: outcomes => proposals.learn(outcomes),
      state: () => ({ stream: stream.state() }),
    };
  },
};
