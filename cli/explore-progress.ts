/** How far each search of a run has come: lines that are painted over at a terminal, a line now and then elsewhere. */
import { Archive } from "../explore/archive/archive.ts";
import { referenceBeyond } from "../explore/archive/history.ts";
import type { SpecificationTelling } from "../explore/runs/specification.ts";
import type { StoredDesign, StoredSearch } from "../explore/runs/store/run-store.ts";
import type { Outcome } from "../explore/strategies/strategy.ts";
import { formatWhole, threeDigits } from "../support/digits.ts";
import type { Host } from "./host.ts";
import { scoreText } from "./metric-text.ts";
import { searchTitle } from "./search-title.ts";

export interface ExploreProgress {
  /** A design that was stored before this session. */
  known(search: StoredSearch, design: StoredDesign): void;
  /** A design that was evaluated now. */
  found(search: StoredSearch, design: StoredDesign): void;
  /** Leaves the last lines standing. */
  end(): void;
}

/** As often as anybody looks. */
const paintMilliseconds = 250;
/** In logs. */
const logMilliseconds = 10_000;

export const startExploreProgress = (
  { stderr, environment, clock }: Host,
  searches: readonly StoredSearch[],
  tellingOf: (search: StoredSearch) => SpecificationTelling,
): ExploreProgress => {
  const isPainted = stderr.isTerminal && environment["TERM"] !== "dumb";
  const interval = isPainted ? paintMilliseconds : logMilliseconds;
  const tallies = new Map(
    searches.map(search => [search.position, new Tally(search, tellingOf(search), searches, clock)]),
  );
  const width = (stderr.columns ?? 80) - 1;
  let last = clock();
  let painted = 0;
  const paint = (): void => {
    const lines = [...tallies.values()].map(tally => tally.line().slice(0, width));
    stderr.write(`${painted > 0 ? `\x1b[${painted}A` : ""}${lines.map(line => `\x1b[2K${line}\n`).join("")}`);
    painted = lines.length;
  };
  const show = (): void => {
    if (isPainted) paint();
    else for (const tally of tallies.values()) if (tally.isNews()) stderr.write(`${tally.line()}\n`);
  };
  return {
    known: ({ position }, { outcome }) => tallies.get(position)?.add(outcome, false),
    found: ({ position }, { outcome }) => {
      tallies.get(position)?.add(outcome, true);
      if (clock() - last < interval) return;
      show();
      last = clock();
    },
    end: show,
  };
};

/**
 * The reference of the hypervolume on show is fixed once so many designs within the limits are known: it can then only grow. That of
 * the findings is set beyond all that was found in the end, so that the two can't be compared; each stands beside its reference.
 */
const enoughForReference = 16;

class Tally {
  private readonly search: StoredSearch;
  private readonly telling: SpecificationTelling;
  private readonly title: string;
  private readonly clock: () => number;
  private readonly archive = new Archive();
  private readonly feasible: Outcome[] = [];
  private reference: readonly number[] | undefined;
  private evaluatedNow = 0;
  private shown = -1;
  private start: number | undefined;

  constructor(
    search: StoredSearch,
    telling: SpecificationTelling,
    searches: readonly StoredSearch[],
    clock: () => number,
  ) {
    this.search = search;
    this.telling = telling;
    this.title = searchTitle(
      search.settings,
      searches.map(({ settings }) => settings),
    );
    this.clock = clock;
  }

  add(outcome: Outcome, isNew: boolean): void {
    this.start ??= this.clock();
    if (isNew) this.evaluatedNow++;
    const before = this.archive.counts().feasible;
    this.archive.add(outcome);
    if (this.reference !== undefined || this.archive.counts().feasible === before) return;
    this.feasible.push(outcome);
    if (this.feasible.length >= enoughForReference) this.reference = referenceBeyond(this.feasible);
  }

  isNews(): boolean {
    return this.archive.counts().evaluated !== this.shown;
  }

  line(): string {
    const { evaluated, feasible } = this.archive.counts();
    this.shown = evaluated;
    const { budget } = this.search.settings;
    return [
      this.title,
      `${formatWhole(evaluated)} of ${formatWhole(budget)}`,
      `${formatWhole(feasible)} within limits`,
      ...this.bestText(),
      ...this.hypervolumeText(),
      ...this.timeText(budget - evaluated),
    ].join("  ");
  }

  private bestText(): readonly string[] {
    const front = this.archive.front();
    const best = this.telling.goals.map((goal, i) =>
      scoreText(goal, Math.min(...front.map(({ scores }) => scores[i] ?? 0))),
    );
    if (front.length === 0) return [];
    return [`${best.join(", ")} at best`];
  }

  private hypervolumeText(): readonly string[] {
    const { reference, telling } = this;
    if (reference === undefined || reference.length < 2) return [];
    const { value } = this.archive.hypervolume(reference);
    const corner = telling.goals.map((goal, i) => scoreText(goal, reference[i] ?? 0)).join(", ");
    return [`hypervolume so far ${threeDigits(value)} to ${corner}`];
  }

  private timeText(left: number): readonly string[] {
    const { start, evaluatedNow } = this;
    if (start === undefined || evaluatedNow === 0 || left <= 0) return [];
    const seconds = (((this.clock() - start) / evaluatedNow) * left) / 1000;
    return [`${durationText(seconds)} left`];
  }
}

/** `45 s`, `2:05 min`, `3:20 h`. */
const durationText = (seconds: number): string => {
  const whole = Math.ceil(seconds);
  if (whole < 60) return `${whole} s`;
  const parts = whole < 3600 ? [whole / 60, whole % 60] : [whole / 3600, (whole % 3600) / 60];
  const [large = 0, small = 0] = parts.map(Math.floor);
  return `${large}:${String(small).padStart(2, "0")} ${whole < 3600 ? "min" : "h"}`;
};
