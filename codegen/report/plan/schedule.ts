/** When what runs where. */
import { formatWhole } from "../../../support/digits.ts";
import { drawChart } from "../chart.ts";
import type { Colouring, Table } from "../content.ts";
import { axisUnit, scaled, shareCell, wholeCell } from "../numbers.ts";
import { hue } from "../theme.ts";
import type { LayerView, PlanSection } from "./view.ts";

export const schedule: PlanSection = async ({ plan, layers }) => {
  const end = Math.max(...layers.map(({ layer }) => layer.endCycle), 0);
  if (end === 0) return undefined;
  const groupOf =
    plan.networks.length > 1 ? (view: LayerView) => view.network.name : ({ layer }: LayerView) => layer.op;
  const groups = [...new Set(layers.map(groupOf))];
  const clockHz = plan.accelerators[0]?.clockHz ?? 1e9;
  const { unit, factor } = axisUnit(end / clockHz, "seconds");
  const rowOf = rowNames(plan.accelerators.length > 1);
  const rows = [...new Set(layers.map(rowOf))];
  const values = layers.map(view => ({
    row: rowOf(view),
    from: view.layer.startCycle / clockHz / factor,
    to: view.layer.endCycle / clockHz / factor,
    colour: `var(--${hue(groups.indexOf(groupOf(view)))})`,
    href: view.link,
    tip: `${view.number}. ${view.layer.name}: ${view.layer.op} on ${view.layer.accelerator}, cycles ${formatWhole(view.layer.startCycle)} to ${formatWhole(view.layer.endCycle)}`,
  }));
  const picture = await drawChart("Layers over time, by what runs them", (width, isNarrow) => ({
    width,
    height: { step: isNarrow ? 34 : 44 },
    data: { values },
    mark: { type: "bar", height: { band: 0.8 }, stroke: "var(--ground)", strokeWidth: 0.5 },
    encoding: {
      y: { field: "row", type: "nominal", sort: rows, axis: { title: null, labelLimit: isNarrow ? 110 : 260 } },
      x: {
        field: "from",
        type: "quantitative",
        scale: { domain: [0, end / clockHz / factor], nice: false },
        axis: { title: `Time, ${unit}` },
      },
      x2: { field: "to" },
      fill: { field: "colour", type: "nominal", scale: null },
      href: { field: "href" },
      description: { field: "tip" },
    },
  }));
  return {
    id: "schedule",
    title: "Schedule",
    explanation: `One run, ${formatWhole(end)} cycles or ${scaled(end / clockHz, "seconds")}. What multiplies has one row for each accelerator, everything else another.`,
    blocks: [
      {
        kind: "figure",
        id: "gantt",
        title: "Layers over time",
        picture,
        colourings: [keyOf(groups)],
        behind: tableOf(rows, rowOf, layers, end),
      },
    ],
  };
};

type RowName = (view: LayerView) => string;

const rowNames =
  (isSlotNamed: boolean): RowName =>
  ({ layer }) => {
    const part = layer.workload.kind === "vector" ? "vector unit" : "multipliers";
    return isSlotNamed ? `${layer.accelerator}: ${part}` : part;
  };

const keyOf = (groups: readonly string[]): Colouring => ({
  name: "one",
  label: "what",
  key: groups.map((group, i) => ({ colour: hue(i), label: group })),
});

const tableOf = (rows: readonly string[], rowOf: RowName, layers: readonly LayerView[], end: number): Table => ({
  kind: "table",
  id: "gantt-numbers",
  caption: "Time in use; the table of layers has start and end of each",
  columns: [
    { name: "What runs them", align: "left" },
    { name: "Layers", align: "right" },
    { name: "Cycles in use", align: "right" },
    { name: "Of the run", align: "right" },
  ],
  rows: rows.map(row => {
    const own = layers.filter(view => rowOf(view) === row);
    const cycles = own.reduce((sum, { layer }) => sum + layer.endCycle - layer.startCycle, 0);
    return { cells: [row, wholeCell(own.length), wholeCell(cycles), shareCell(cycles / end)] };
  }),
});
