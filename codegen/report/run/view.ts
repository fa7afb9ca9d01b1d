/** A specification's searches as the sections of a report see them: designs at hand by id, and one of the front picked out. */
import type { FullCell, ReportSection } from "../content.ts";
import type { ExploredRun, ExploredSpecification, RunDesign, RunMetric } from "./explored-run.ts";

export interface SearchView {
  readonly run: ExploredRun;
  readonly specification: ExploredSpecification;
  /** What ids of sections, tables and figures begin with. */
  readonly prefix: string;
  /** Stands before titles where the run has several specifications. */
  readonly heading: (title: string) => string;
  readonly front: readonly RunDesign[];
  /** Designs of the search within all limits. */
  readonly within: readonly RunDesign[];
  /** Those that the table of designs has, in its order. */
  readonly listed: readonly RunDesign[];
  /** A design by its name, which leads to its row where it has one. */
  readonly cellOf: (design: RunDesign) => FullCell;
  readonly rowId: (design: RunDesign) => string;
  readonly pick: Pick | undefined;
}

export interface Pick {
  readonly design: RunDesign;
  readonly reason: string;
}

/** One chapter of a search's report; undefined where the search has nothing of its matter. */
export type RunSection = (view: SearchView) => ReportSection | undefined | Promise<ReportSection | undefined>;

export const viewOf = (run: ExploredRun, specification: ExploredSpecification, index: number): SearchView => {
  const { search, title } = specification;
  const byId = new Map(search.designs.map(design => [design.id, design]));
  const front = search.front.flatMap(id => byId.get(id) ?? []);
  const closest = search.closest === undefined ? undefined : byId.get(search.closest);
  const pick =
    pickOf(front, specification) ?? (closest === undefined ? undefined : { design: closest, reason: closestReason });
  const listed = listedOf(search.designs, [...(pick === undefined ? [] : [pick.design]), ...front]);
  const isListed = new Set(listed);
  const isAlone = run.specifications.length === 1;
  return {
    run,
    specification,
    prefix: isAlone ? "" : `s${index + 1}-`,
    heading: text => (isAlone ? text : `${title}: ${text}`),
    front,
    within: search.designs.filter(({ state }) => state === "within"),
    listed,
    rowId,
    cellOf: design => ({ text: design.id, ...(isListed.has(design) ? { leadsTo: `#${rowId(design)}` as const } : {}) }),
    pick,
  };
};

const rowId = ({ id }: RunDesign): string => `design-${id.replace(".", "-")}`;

/** A page with more could not be searched by eye, and would be slow. */
export const mostListed = 300;

const rank = ({ state }: RunDesign): number => ["within", "beyond", "pruned", "failed", "impossible"].indexOf(state);

/** Those of the front, then what is within the limits, then the others, each in the order proposed. */
const listedOf = (designs: readonly RunDesign[], first: readonly RunDesign[]): readonly RunDesign[] => {
  const ranked = designs.toSorted((a, b) => rank(a) - rank(b) || a.number - b.number);
  return [...new Set([...first, ...ranked])].slice(0, mostListed);
};

const closestReason = "no design is within the limits, and this one misses them by least";

/** Its objectives, less being better. */
const scoresOf = ({ values }: RunDesign, objectives: readonly RunMetric[]): readonly number[] =>
  objectives.map(({ better }, k) => (better === "less" ? 1 : -1) * (values[k] ?? 0));

/**
 * The design of a front that a reader is shown first: nearest to having the best of every objective, each counted from the front's best
 * (0) to its worst (1); of equally near ones the first. With one objective it is the best.
 */
const pickOf = (front: readonly RunDesign[], { objectives, metrics }: ExploredSpecification): Pick | undefined => {
  const goals = metrics.slice(0, objectives.length);
  const scores = front.map(design => scoresOf(design, goals));
  const ranges = goals.map((_, k) => {
    const column = scores.map(each => each[k] ?? 0);
    return { low: Math.min(...column), high: Math.max(...column) };
  });
  const distance = (own: readonly number[]): number =>
    Math.hypot(...ranges.map(({ low, high }, k) => (high > low ? ((own[k] ?? 0) - low) / (high - low) : 0)));
  const distances = scores.map(distance);
  const least = Math.min(...distances);
  const design = front[distances.indexOf(least)];
  if (design === undefined) return undefined;
  const reason =
    goals.length === 1
      ? `the best within all limits: ${objectives.join("")}`
      : "of the front the nearest to the best of every objective at once, each counted from the front's best to its worst";
  return { design, reason };
};

/** All that the search and its baselines found within the limits. */
export const allDesigns = ({ specification: { search, baselines } }: SearchView): readonly RunDesign[] => [
  ...search.designs,
  ...baselines.flatMap(({ designs }) => designs),
];

/** At most so many of the items, spread evenly over them. */
export const thinned = <T>(items: readonly T[], most: number): readonly T[] => {
  if (items.length <= most) return items;
  return Array.from({ length: most }, (_, i) => items[Math.floor((i * items.length) / most)]).flatMap(
    item => item ?? [],
  );
};
