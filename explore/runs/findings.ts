/** What a run has found, from what it stores alone: the same run gives the same findings, however it was worked on. */
import { Archive, type OutcomeCounts } from "../archive/archive.ts";
import { referenceBeyond } from "../archive/history.ts";
import type { Hypervolume } from "../archive/hypervolume.ts";
import { type DesignSpace, keyOf, valueOf } from "../space/design-space.ts";
import type { MeasuredOutcome, Outcome } from "../strategies/strategy.ts";
import type { Limit } from "../limits.ts";
import type { Evaluation } from "./evaluator.ts";
import { type Influence, influencesOf } from "./influences.ts";
import type { SearchSettings } from "./search-settings.ts";
import type { RunStore, StoredDesign, StoredSearch } from "./store/run-store.ts";

/** How designs of a search are told to people. */
export interface Telling {
  readonly space: DesignSpace;
  readonly objectives: readonly string[];
  readonly limits: readonly string[];
  /** The limits' bounds, in their order, of those that have one. */
  readonly bounds?: readonly Pick<Limit, "relation" | "written" | "unit">[];
}

export interface SearchFindings {
  readonly position: number;
  readonly settings: SearchSettings;
  readonly telling: Telling;
  readonly isEnded: boolean;
  readonly counts: OutcomeCounts;
  /** Whose evaluation broke down or did not end; they count as impossible. */
  readonly failed: readonly FoundDesign[];
  /** Why designs can't be built or run, and how many each reason stops; most first. */
  readonly impossible: readonly { readonly reason: string; readonly count: number }[];
  /** Within all limits and beaten by nothing. */
  readonly front: readonly FoundDesign[];
  /** Where nothing is within the limits: the design that misses them by least. */
  readonly closest?: FoundDesign & { readonly missed: readonly MissedLimit[] };
  /** Of the front. All searches of one specification share the reference; absent where nothing is within the limits. */
  readonly hypervolume?: Hypervolume;
  /** One per objective, where they were asked for and enough was measured. */
  readonly influences: readonly Influence[];
}

export interface FoundDesign {
  /** `SEARCH.NUMBER`: what names it in its run. */
  readonly id: string;
  /** By the names of the choices. */
  readonly choices: Readonly<Record<string, string | number>>;
  /** One per objective, as the user counts: what is maximized is not negated. */
  readonly values: readonly number[];
  readonly metrics: Evaluation["metrics"];
  /** Why it could not be measured. */
  readonly reason?: string;
}

export interface MissedLimit {
  readonly limit: string;
  /** Share of the bound. */
  readonly by: number;
  /** In the unit of the limit, where its bound is known and is not 0. */
  readonly value?: { readonly amount: number; readonly unit: string };
}

/**
 * @param tellingOf of a search's specification.
 * @param isExplained whether to find out which choices matter, which takes about a second.
 */
export const findingsOf = (
  store: RunStore,
  tellingOf: (settings: SearchSettings) => Telling,
  isExplained = false,
): readonly SearchFindings[] => {
  const searches = store.searches().map(search => ({ search, designs: store.designs(search.position) }));
  const references = new Map<string, readonly number[] | undefined>();
  const referenceFor = (name: string): readonly number[] | undefined => {
    if (!references.has(name)) {
      const alike = searches.filter(({ search }) => search.settings.name === name);
      references.set(name, referenceBeyond(alike.flatMap(({ designs }) => designs.map(({ outcome }) => outcome))));
    }
    return references.get(name);
  };
  return searches.map(({ search, designs }) => {
    const telling = tellingOf(search.settings);
    const outcomes = designs.map(({ outcome }) => outcome);
    return {
      ...findingsIn(search, designs, telling, referenceFor(search.settings.name)),
      influences: isExplained ? influencesOf(outcomes, telling) : [],
    };
  });
};

const findingsIn = (
  { position, settings, isEnded }: StoredSearch,
  designs: readonly StoredDesign[],
  telling: Telling,
  reference: readonly number[] | undefined,
): Omit<SearchFindings, "influences"> => {
  const archive = new Archive();
  for (const { outcome } of designs) archive.add(outcome);
  const byKey = new Map(designs.map(design => [design.key, design]));
  const found = (outcome: Outcome): FoundDesign | undefined => {
    const design = byKey.get(keyOf(outcome.encoding));
    return design === undefined ? undefined : told(position, design, telling);
  };
  const front = archive.front().flatMap(outcome => found(outcome) ?? []);
  const nearest = front.length === 0 ? archive.nearest() : undefined;
  const closest = nearest === undefined || nearest.kind === "impossible" ? undefined : found(nearest);
  return {
    position,
    settings,
    telling,
    isEnded,
    counts: archive.counts(),
    impossible: reasonsIn(designs),
    failed: designs.filter(({ hasFailed }) => hasFailed).map(design => told(position, design, telling)),
    front,
    ...(closest === undefined || nearest === undefined
      ? {}
      : { closest: { ...closest, missed: missedBy(nearest, telling) } }),
    ...(reference === undefined || front.length === 0 ? {} : { hypervolume: archive.hypervolume(reference) }),
  };
};

/** Those that failed are told apart. */
const reasonsIn = (designs: readonly StoredDesign[]): SearchFindings["impossible"] => {
  const counts = new Map<string, number>();
  for (const { outcome, hasFailed } of designs)
    if (outcome.kind === "impossible" && !hasFailed) counts.set(outcome.reason, (counts.get(outcome.reason) ?? 0) + 1);
  return [...counts]
    .map(([reason, count]) => ({ reason, count }))
    .toSorted((a, b) => b.count - a.count || (a.reason < b.reason ? -1 : 1));
};

export const designName = (search: number, number: number): string => `${search}.${number}`;

/** A design in the user's terms. */
export const told = (search: number, { number, outcome, metrics }: StoredDesign, telling: Telling): FoundDesign => ({
  id: designName(search, number),
  choices: choicesOf(outcome, telling.space),
  values: outcome.kind === "measured" ? valuesOf(outcome, telling) : [],
  metrics,
  ...(outcome.kind === "impossible" ? { reason: outcome.reason } : {}),
});

const choicesOf = ({ encoding }: Outcome, { choices }: DesignSpace): FoundDesign["choices"] =>
  Object.fromEntries(choices.map((choice, i) => [choice.name, valueOf(choice, encoding[i] ?? 0)]));

const valuesOf = ({ scores }: MeasuredOutcome, { objectives }: Telling): readonly number[] =>
  scores.map((score, i) => (objectives[i]?.startsWith("maximize") === true ? 0 - score : score));

/** Empty of what is within all limits, and of what could not be measured. */
export const missedBy = (outcome: Outcome, { limits, bounds = [] }: Telling): readonly MissedLimit[] =>
  outcome.kind === "impossible"
    ? []
    : outcome.violations.flatMap((by, i): MissedLimit[] => {
        if (by === 0) return [];
        const limit = limits[i] ?? `limit ${i + 1}`;
        const bound = bounds[i];
        // A violation is a share of the bound's size, so that of 0 says nothing of the unit.
        if (bound === undefined || bound.written === 0) return [{ limit, by }];
        const missing = by * Math.abs(bound.written);
        const amount = bound.relation === "<=" ? bound.written + missing : bound.written - missing;
        return [{ limit, by, value: { amount, unit: bound.unit } }];
      });
