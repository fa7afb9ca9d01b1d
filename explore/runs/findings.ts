/** What a run has found, from what it stores alone: the same run gives the same findings, however it was worked on. */
import { Archive, type OutcomeCounts } from "../archive/archive.ts";
import { referenceBeyond } from "../archive/history.ts";
import type { Hypervolume } from "../archive/hypervolume.ts";
import { type DesignSpace, keyOf, valueOf } from "../space/design-space.ts";
import type { MeasuredOutcome, Outcome } from "../strategies/strategy.ts";
import type { Evaluation } from "./evaluator.ts";
import type { SearchSettings } from "./search-settings.ts";
import type { RunStore, StoredDesign, StoredSearch } from "./store/run-store.ts";

/** How designs of a search are told to people. */
export interface Telling {
  readonly space: DesignSpace;
  readonly objectives: readonly string[];
  readonly limits: readonly string[];
}

export interface SearchFindings {
  readonly position: number;
  readonly settings: SearchSettings;
  readonly telling: Telling;
  readonly isEnded: boolean;
  readonly counts: OutcomeCounts;
  /** Whose evaluation broke down or did not end; they count as impossible. */
  readonly failed: readonly FoundDesign[];
  /** Within all limits and beaten by nothing. */
  readonly front: readonly FoundDesign[];
  /** Where nothing is within the limits: the design that misses them by least. */
  readonly closest?: FoundDesign & { readonly missed: readonly MissedLimit[] };
  /** Of the front. All searches of one specification share the reference; absent where nothing is within the limits. */
  readonly hypervolume?: Hypervolume;
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
}

/** @param tellingOf of a search's specification. */
export const findingsOf = (
  store: RunStore,
  tellingOf: (settings: SearchSettings) => Telling,
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
  return searches.map(({ search, designs }) =>
    findingsIn(search, designs, tellingOf(search.settings), referenceFor(search.settings.name)),
  );
};

const findingsIn = (
  { position, settings, isEnded }: StoredSearch,
  designs: readonly StoredDesign[],
  telling: Telling,
  reference: readonly number[] | undefined,
): SearchFindings => {
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
    failed: designs.filter(({ hasFailed }) => hasFailed).map(design => told(position, design, telling)),
    front,
    ...(closest === undefined || nearest === undefined
      ? {}
      : { closest: { ...closest, missed: missedBy(nearest, telling) } }),
    ...(reference === undefined || front.length === 0 ? {} : { hypervolume: archive.hypervolume(reference) }),
  };
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
export const missedBy = (outcome: Outcome, { limits }: Telling): readonly MissedLimit[] =>
  outcome.kind === "impossible"
    ? []
    : outcome.violations.flatMap((by, i) => (by > 0 ? [{ limit: limits[i] ?? `limit ${i + 1}`, by }] : []));
