/** How much a search had found after so many evaluations, with what it is compared with beside it. */
import { formatWhole, threeDigits } from "../../../support/digits.ts";
import { drawChart, type ChartSpec } from "../chart.ts";
import type { Table } from "../content.ts";
import { digitsCell, typeset, wholeCell } from "../numbers.ts";
import type { RunSearch } from "./explored-run.ts";
import type { RunSection } from "./view.ts";

export const hypervolume: RunSection = async ({ specification, prefix, heading }) => {
  const { search, baselines, reference, objectives } = specification;
  const searches = [search, ...baselines];
  if (reference === undefined || searches.every(({ history }) => history.length === 0)) return undefined;
  const what =
    objectives.length === 1
      ? `how far the best value found so far is beyond ${reference.map(typeset).join("")}`
      : `the volume that is dominated up to the reference point (${reference.map(typeset).join(", ")})`;
  return {
    id: `${prefix}hypervolume`,
    title: heading("Hypervolume over evaluations"),
    explanation: `The hypervolume is ${what}: the larger the better. The reference lies a tenth of the extent beyond the worst design within the limits of all these searches, and is theirs together. Compare at equal numbers of evaluations.`,
    blocks: [
      {
        kind: "figure",
        id: `${prefix}hypervolume-chart`,
        title: "Hypervolume over evaluations",
        picture: await drawChart(
          `Hypervolume over evaluations of ${searches.map(({ strategy }) => strategy).join(" and ")}`,
          (width, isNarrow) => chartOf(searches, width, isNarrow),
        ),
        colourings: [
          {
            name: "one",
            label: "",
            key: searches.map(({ strategy }, i) => ({
              colour: colourOf(i),
              label: i === 0 ? strategy : `${strategy} (dashed)`,
            })),
          },
        ],
        behind: tableOf(searches, prefix),
      },
    ],
  };
};

const colourOf = (i: number): string => ["hue-1", "hue-0", "hue-2"][i] ?? "soft";

const chartOf = (searches: readonly RunSearch[], width: number, isNarrow: boolean): ChartSpec => ({
  width,
  height: isNarrow ? 240 : 320,
  layer: searches.map(({ history, counts }, i) => ({
    data: {
      values: [
        { evaluations: 0, hypervolume: 0 },
        ...history,
        { evaluations: counts.evaluated, hypervolume: history.at(-1)?.hypervolume ?? 0 },
      ],
    },
    mark: {
      type: "line",
      interpolate: "step-after",
      strokeWidth: 2,
      stroke: `var(--${colourOf(i)})`,
      aria: false,
      ...(i === 0 ? {} : { strokeDash: [5, 4] }),
    },
    encoding: {
      x: { field: "evaluations", type: "quantitative", title: "evaluations", scale: { nice: false } },
      y: { field: "hypervolume", type: "quantitative", title: "hypervolume", axis: { format: ".3~s" } },
    },
  })),
});

/** So many steps are listed. */
const mostRows = 12;

const tableOf = (searches: readonly RunSearch[], prefix: string): Table => {
  const last = Math.max(...searches.map(({ counts }) => counts.evaluated));
  const steps = [...new Set(Array.from({ length: mostRows }, (_, i) => Math.ceil(((i + 1) * last) / mostRows)))];
  return {
    kind: "table",
    id: `${prefix}hypervolume-table`,
    caption: `Hypervolume after so many evaluations; ${searches.map(({ strategy, counts }) => `${strategy} made ${formatWhole(counts.evaluated)}`).join(", ")}`,
    columns: [
      { name: "Evaluations", align: "right" },
      ...searches.map(({ strategy }) => ({ name: strategy, align: "right" }) as const),
      ...(searches.length > 1 ? [{ name: "Ratio", align: "right", note: "Of the first to the second" } as const] : []),
    ],
    rows: steps.map(evaluations => {
      const reached = searches.map(search => volumeAt(search, evaluations));
      const [own, other] = reached;
      const ratio = own == null || other == null || other === 0 ? "" : digitsCell(own / other);
      return {
        cells: [
          wholeCell(evaluations),
          ...reached.map(value => (value === null ? "" : digitsCell(value))),
          ...(searches.length > 1 ? [ratio] : []),
        ],
      };
    }),
  };
};

/** Null where it has not made so many. */
export const volumeAt = ({ history, counts }: RunSearch, evaluations: number): number | null =>
  evaluations > counts.evaluated ? null : (history.findLast(step => step.evaluations <= evaluations)?.hypervolume ?? 0);

/** The hypervolume at the end, as many times as the baseline's at equal evaluations; undefined where that is nothing. */
export const timesBaseline = (search: RunSearch, baseline: RunSearch): string | undefined => {
  const evaluations = Math.min(search.counts.evaluated, baseline.counts.evaluated);
  const [own, other] = [volumeAt(search, evaluations), volumeAt(baseline, evaluations)];
  return own === null || other === null || other === 0 ? undefined : threeDigits(own / other);
};
