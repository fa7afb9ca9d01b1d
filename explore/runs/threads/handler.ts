/** What a thread does: builds evaluators from their descriptions, keeps those it used last, and evaluates one design after another. */
import { InternalError } from "../../../support/diagnostic.ts";
import type { Evaluator, EvaluatorBuilders } from "../evaluator.ts";
import type { ThreadAnswer, ThreadTask } from "./task.ts";

/** More than that are seldom at work at once, and each may hold a table and its mappings. */
const mostKept = 16;

export const threadHandler = (builders: EvaluatorBuilders): ((task: ThreadTask) => Promise<ThreadAnswer>) => {
  const kept = new Map<string, Evaluator>();
  const evaluatorFor = async ({ key, content }: ThreadTask): Promise<Evaluator | undefined> => {
    const found = kept.get(key) ?? (content === undefined ? undefined : await built(content, builders));
    if (found === undefined) return undefined;
    kept.delete(key);
    kept.set(key, found);
    for (const oldest of kept.keys()) if (kept.size > mostKept) kept.delete(oldest);
    return found;
  };
  return async task => {
    Atomics.store(task.begun, 0, 1);
    try {
      const evaluator = await evaluatorFor(task);
      return evaluator === undefined ? "unknown" : await evaluator.evaluate(task.encoding);
    } catch (error) {
      return { fault: firstLineOf(error) };
    }
  };
};

const built = (
  { description, files }: NonNullable<ThreadTask["content"]>,
  builders: EvaluatorBuilders,
): Evaluator | Promise<Evaluator> => {
  const build = builders[description.kind];
  if (build === undefined) throw new InternalError(`there is no evaluator of kind ${description.kind}`);
  return build(description.parameters, files);
};

const firstLineOf = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).split("\n")[0] ?? "";
