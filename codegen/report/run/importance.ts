/** Which choices move an objective, and by how much. */
import { formatWhole } from "../../../support/digits.ts";
import { drawChart, type ChartSpec } from "../chart.ts";
import type { Figure, Table } from "../content.ts";
import { shareCell } from "../numbers.ts";
import { axisOf, measureText } from "./measures.ts";
import type { RunImportance } from "./explored-run.ts";
import type { RunSection } from "./view.ts";

type Objective = RunImportance["objectives"][number];

export const importance: RunSection = async ({ specification, prefix, heading }) => {
  const { importance: learned } = specification;
  if (learned === undefined) return undefined;
  const options: { readonly name: string; readonly blocks: readonly Figure[] }[] = [];
  for (const [i, objective] of learned.objectives.entries())
    options.push({ name: objective.objective, blocks: [await figureOf(objective, `${prefix}importance-${i + 1}`)] });
  return {
    id: `${prefix}importance`,
    title: heading("What each choice does"),
    explanation: `How far each choice moves an objective, up or down, on average over ${formatWhole(learned.designs)} designs of all searches of this specification: mean absolute Shapley values (exact, TreeSHAP) of boosted trees that learned the objective from the choices. They ignore that choices may go together in the designs that a strategy looks at, and what the trees learned wrongly.`,
    blocks: [{ kind: "alternatives", id: `${prefix}importances`, label: "Objective", options }],
  };
};

const figureOf = async (objective: Objective, id: string): Promise<Figure> => ({
  kind: "figure",
  id,
  title: `How far each choice moves it: ${objective.objective}`,
  picture: await drawChart(`Mean absolute Shapley value of each choice for ${objective.objective}`, (width, isNarrow) =>
    chartOf(objective, width, isNarrow),
  ),
  behind: tableOf(objective, id),
});

const chartOf = ({ objective, measure, shares }: Objective, width: number, isNarrow: boolean): ChartSpec => {
  const { title, factor } = axisOf(
    { name: "moves it by", measure, better: "less" },
    shares.map(({ share }) => share),
  );
  return {
    width,
    height: { step: 22 },
    data: {
      values: shares.map(({ choice, share }) => ({
        choice,
        share: share / factor,
        tip: `${choice}: ${measureText(measure, share)} of ${objective}`,
      })),
    },
    mark: { type: "bar", color: "var(--hue-0)", height: 14 },
    encoding: {
      y: { field: "choice", type: "nominal", sort: null, title: null, axis: { labelLimit: isNarrow ? 120 : 260 } },
      x: { field: "share", type: "quantitative", title },
      description: { field: "tip" },
    },
  };
};

const tableOf = ({ measure, shares }: Objective, id: string): Table => {
  const total = shares.reduce((sum, { share }) => sum + share, 0);
  return {
    kind: "table",
    id: `${id}-table`,
    caption: "Mean absolute Shapley value of each choice",
    columns: [
      { name: "Choice", align: "left" },
      { name: "Moves the objective by", align: "right" },
      { name: "Of all", align: "right" },
    ],
    rows: shares.map(({ choice, share }) => ({
      cells: [choice, { text: measureText(measure, share), value: share }, shareCell(total === 0 ? 0 : share / total)],
    })),
  };
};
