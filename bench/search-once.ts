/** One search of a specification from its text, in this process: all designs in the order proposed, and what they took. */
import { evaluatorOf } from "../explore/evaluate/evaluator-of.ts";
import type { DesignEvaluation } from "../explore/evaluate/evaluator.ts";
import type { Mapper } from "../explore/map-network.ts";
import { SpaceSearch } from "../explore/search-space.ts";
import { baselines } from "../explore/strategies/index.ts";
import type { StrategyDefinition } from "../explore/strategies/strategy.ts";
import { mapExactly } from "../mapping/exact/map.ts";

export interface SearchRequest {
  /** Shown where the specification is at fault. */
  readonly path: string;
  readonly text: string;
  readonly strategy: string;
  readonly seed: number;
  readonly budget: number;
  /** May remember what other searches have mapped; exact where absent. */
  readonly mapper?: Mapper;
}

export interface BenchSearch {
  readonly designs: readonly DesignEvaluation[];
  readonly cpuSeconds: number;
}

const known: Readonly<Record<string, StrategyDefinition>> = baselines;

export const searchOnce = async ({
  path,
  text,
  strategy,
  seed,
  budget,
  mapper = mapExactly,
}: SearchRequest): Promise<BenchSearch> => {
  const definition = known[strategy];
  if (definition === undefined) throw new Error(`there is no strategy ${strategy}`);
  const scoresAll = definition.wantsAllScores === true;
  const before = process.cpuUsage();
  const evaluator = evaluatorOf({ path, text, files: new Map(), mapper, scoresAll });
  const { space, objectives, limits } = evaluator;
  const problem = { space, objectives: objectives.length, limits: limits.length, seed, budget };
  const search = new SpaceSearch(definition.create(problem), budget);
  const designs: DesignEvaluation[] = [];
  for (let batch = search.ask(); batch.length > 0; batch = search.ask()) {
    const found: DesignEvaluation[] = [];
    for (const encoding of batch) found.push(await evaluator.evaluate(encoding));
    designs.push(...found);
    search.tell(found.map(({ outcome }) => outcome));
  }
  const { user, system } = process.cpuUsage(before);
  return { designs, cpuSeconds: (user + system) / 1e6 };
};
