/** Evaluations that take 20 ms and no processor: what is spent beside them is what threads and queues cost. */
import { setTimeout } from "node:timers/promises";
import type { EvaluatorBuilders } from "../explore/runs/evaluator.ts";
import { threadHandler } from "../explore/runs/threads/handler.ts";

export const evaluationMilliseconds = 20;

const builders: EvaluatorBuilders = {
  sleeping: () => ({
    space: { choices: [], constraints: [], canonical: encoding => encoding },
    objectives: ["minimize nothing"],
    limits: [],
    evaluate: async encoding => {
      const start = performance.now();
      await setTimeout(evaluationMilliseconds);
      // A busy machine wakes sleepers late, which is no cost of ours.
      const took = performance.now() - start;
      return { outcome: { kind: "measured", encoding, scores: [took], violations: [] }, metrics: { took } };
    },
  }),
};

export const evaluateDesign = threadHandler(builders);
