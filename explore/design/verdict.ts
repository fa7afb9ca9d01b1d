/**
 * Why no design of a space is within the limits: which limit none can meet, which two none can meet together, and what proves it.
 * And the design that comes closest.
 */
import type { Limit } from "../limits.ts";
import type { Scored } from "../archive/pareto-set.ts";
import { type Demands, type MetricGoal, valueOf } from "./demands.ts";
import type { Figures } from "./figures.ts";
import { type Designs, searchDesigns } from "./search.ts";

/** Limits that no design meets together; a single one that none meets; none where no design keeps up with the rates of the networks. */
export interface Impossible {
  readonly limits: readonly Limit[];
  /**
   * `area`: of each design the area is known; `bound`: bounds of all designs, without mapping them; `search`: mappings of all designs that
   * bounds leave in question.
   */
  readonly proof: "area" | "bound" | "search";
  /** What the first of them comes to at best while the others are met, in base units; null where there is no such design. */
  readonly best: number | null;
  /** False where mappings may have been missed, so that nothing is proven. */
  readonly exact: boolean;
}

export interface Verdict<Found> {
  readonly impossible: readonly Impossible[];
  /** Undefined where no design of the space can run the networks at all. */
  readonly closest: Found | undefined;
}

type Judged = Scored & { readonly figures: Figures };

/** @param limits those that no design meets all. */
export const verdictOn = <Found extends Judged>(designs: Designs<Found>, limits: readonly Limit[]): Verdict<Found> => {
  const { front } = searchDesigns(designs, { limits: [], goals: [{ closeTo: limits }] });
  const tooSlow = tooSlowFor(designs);
  return { impossible: tooSlow.length > 0 ? tooSlow : conflictsIn(designs, limits), closest: front[0] };
};

/** Whether no design keeps up with the networks' rates. */
const tooSlowFor = <Found extends Judged>(designs: Designs<Found>): readonly Impossible[] => {
  const speed: MetricGoal = { direction: "minimize", metric: "latency" };
  const { front, exact, covered } = searchDesigns(designs, { limits: [], goals: [speed] }, { stopAtFirst: true });
  const proof = covered.evaluated + covered.beaten === 0 ? "bound" : "search";
  return front.length > 0 ? [] : [{ limits: [], proof, best: null, exact }];
};

const conflictsIn = <Found extends Judged>(
  designs: Designs<Found>,
  limits: readonly Limit[],
): readonly Impossible[] => {
  const alone = limits.flatMap(limit => impossibleWith(designs, limit, []));
  const pairs =
    alone.length > 0 ? [] : pairsOf(limits).flatMap(([first, second]) => impossibleWith(designs, first, [second]));
  const whole = alone.length + pairs.length > 0 || limits.length < 3 ? [] : [allOf(limits)];
  return [...alone, ...pairs, ...whole];
};

/** No two of them are in conflict, and yet no design meets all. */
const allOf = (limits: readonly Limit[]): Impossible => ({ limits, proof: "search", best: null, exact: true });

const pairsOf = (limits: readonly Limit[]): readonly (readonly [Limit, Limit])[] =>
  limits.flatMap((first, i) => limits.slice(i + 1).map(second => [first, second] as const));

/** Nothing where a design meets the limit together with the others. */
const impossibleWith = <Found extends Judged>(
  designs: Designs<Found>,
  limit: Limit,
  others: readonly Limit[],
): readonly Impossible[] => {
  const demands: Demands = { limits: [limit, ...others], goals: [goalOf(limit)] };
  const found = searchDesigns(designs, demands, { stopAtFirst: true });
  if (found.front.length > 0) return [];
  const best = bestOf(designs, limit, others);
  const isBound = found.covered.evaluated + found.covered.beaten === 0;
  const proof = limit.metric === "area" && others.length === 0 ? "area" : isBound ? "bound" : "search";
  return [{ limits: demands.limits, proof, ...best }];
};

const bestOf = <Found extends Judged>(
  designs: Designs<Found>,
  limit: Limit,
  others: readonly Limit[],
): Pick<Impossible, "best" | "exact"> => {
  const { front, exact } = searchDesigns(designs, { limits: others, goals: [goalOf(limit)] });
  const [first] = front;
  return { best: first === undefined ? null : valueOf(limit, first.figures), exact };
};

const goalOf = ({ metric, relation, network }: Limit): MetricGoal => ({
  direction: relation === "<=" ? "minimize" : "maximize",
  metric,
  ...(network === undefined ? {} : { network }),
});
