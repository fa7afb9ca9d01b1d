/** The reference interpreter as an executor: slow, obvious, exact integers. */
import { evaluate } from "../../ir/interp/evaluate.ts";
import type { Executor } from "../executor.ts";

export const interpreter: Executor = {
  name: "interpreter",
  prepare: graph =>
    Promise.resolve({
      // Behind a `then`, so that a fault of the feeds rejects as with every other engine.
      run: feeds => Promise.resolve().then(() => evaluate(graph, feeds)),
      release: () => Promise.resolve(),
    }),
};
