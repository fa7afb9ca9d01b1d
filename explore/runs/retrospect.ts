/**
 * What a run shows that a search's front alone does not: every design, how the hypervolume grew, which choices mattered. From what is
 * stored alone, so that the same run gives the same retrospect.
 */
import { type HistoryPoint, hypervolumeHistory } from "../archive/history.ts";
import { isFeasible } from "../archive/feasibility.ts";
import { groupBy } from "../../support/group-by.ts";
import { type Encoding, keyOf } from "../space/design-space.ts";
import type { Outcome } from "../strategies/strategy.ts";
import { type FoundDesign, missedBy, type MissedLimit, type SearchFindings, told } from "./findings.ts";
import { type Influence, influencesOf } from "./influences.ts";
import type { RunStore, StoredDesign } from "./store/run-store.ts";

export interface Retrospect {
  readonly findings: SearchFindings;
  /** In the order proposed. */
  readonly designs: readonly SeenDesign[];
  readonly outcomes: readonly Outcome[];
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
      outcomes,
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
  /** Different designs that were measured. */
  readonly designs: number;
  readonly influences: readonly Influence[];
}

/**
 * Which choices matter to each objective, learned from the designs of all searches of one specification, so that what a strategy
 * did not look at is told by the baselines; undefined where too few were measured.
 */
export const importanceOf = (searches: readonly Retrospect[]): Importance | undefined => {
  const [first] = searches;
  if (first === undefined) return undefined;
  const measured = searches.flatMap(({ outcomes }) => outcomes.filter(({ kind }) => kind === "measured"));
  const different = [...groupBy(measured, ({ encoding }) => keyOf(encoding)).values()].flatMap(
    ([outcome]) => outcome ?? [],
  );
  const influences = influencesOf(different, first.findings.telling);
  return influences.length === 0 ? undefined : { designs: different.length, influences };
};
