/**
 * What a run shows that a search's front alone does not: every design, how the hypervolume grew, which choices mattered. From what is
 * stored alone, so that the same run gives the same retrospect.
 */
import { type HistoryPoint, hypervolumeHistory } from "../archive/history.ts";
import { isFeasible } from "../archive/feasibility.ts";
import { groupBy } from "../../support/group-by.ts";
import { choiceShares, type ChoiceShare } from "../predictors/choice-shares.ts";
import type { Encoding } from "../space/design-space.ts";
import type { Outcome } from "../strategies/strategy.ts";
import { type FoundDesign, missedBy, type MissedLimit, type SearchFindings, told } from "./findings.ts";
import type { RunStore, StoredDesign } from "./store/run-store.ts";

export interface Retrospect {
  readonly findings: SearchFindings;
  /** In the order proposed. */
  readonly designs: readonly SeenDesign[];
  /** To the reference of the findings; empty where nothing is within the limits. */
  readonly history: readonly HistoryPoint[];
}

export interface SeenDesign extends FoundDesign {
  /** From 1. */
  readonly number: number;
  readonly encoding: Encoding;
  readonly state: DesignState;
  readonly missed: readonly MissedLimit[];
}

/** `within` all limits, `beyond` one of them, `pruned` for being beyond before it was measured, `impossible` to build, `failed` to evaluate. */
export type DesignState = "within" | "beyond" | "pruned" | "impossible" | "failed";

/** @param findings of the same store. */
export const retrospectOf = (store: RunStore, findings: readonly SearchFindings[]): readonly Retrospect[] =>
  findings.map(search => {
    const designs = store.designs(search.position);
    const outcomes = designs.map(({ outcome }) => outcome);
    return {
      findings: search,
      designs: designs.map(design => seen(design, search)),
      history: search.hypervolume === undefined ? [] : hypervolumeHistory(outcomes, search.hypervolume.reference),
    };
  });

const seen = (design: StoredDesign, { position, telling }: SearchFindings): SeenDesign => ({
  ...told(position, design, telling),
  number: design.number,
  encoding: design.outcome.encoding,
  state: design.hasFailed ? "failed" : stateOf(design.outcome),
  missed: missedBy(design.outcome, telling),
});

const stateOf = (outcome: Outcome): DesignState => {
  if (outcome.kind !== "measured") return outcome.kind;
  return isFeasible(outcome) ? "within" : "beyond";
};

export interface Importance {
  /** Different designs that it was learned from. */
  readonly designs: number;
  /** Per objective, the choice that moves it most first; in units of the objective. */
  readonly objectives: readonly { readonly objective: string; readonly shares: readonly ChoiceShare[] }[];
}

/** Trees of leaves with five samples say nothing below so many designs. */
const fewestDesigns = 20;
/** Every further one would cost time and change little. */
const mostDesigns = 2000;

/**
 * Which choices matter to each objective, learned from the designs of all searches of one specification, so that what a strategy
 * did not look at is told by the baseline; undefined where too few were measured.
 */
export const importanceOf = (searches: readonly Retrospect[]): Importance | undefined => {
  const [first] = searches;
  const measured = searches.flatMap(({ designs }) => designs.filter(({ values }) => values.length > 0));
  const different = [...groupBy(measured, ({ encoding }) => encoding.join(",")).values()].flatMap(
    ([design]) => design ?? [],
  );
  if (first === undefined || different.length < fewestDesigns) return undefined;
  const step = Math.ceil(different.length / mostDesigns);
  const samples = different.filter((_, i) => i % step === 0);
  const { space, objectives } = first.findings.telling;
  return {
    designs: samples.length,
    objectives: objectives.map((objective, k) => ({
      objective,
      shares: choiceShares(
        space,
        samples.map(({ encoding }) => encoding),
        samples.map(({ values }) => values[k] ?? 0),
      ),
    })),
  };
};
