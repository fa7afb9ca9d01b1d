/** How long each layer takes, what sets it, and how busy everything else is meanwhile. */
import { formatWhole } from "../../../support/digits.ts";
import type { Colouring, Table } from "../content.ts";
import { shareCell, wholeCell } from "../numbers.ts";
import { hue } from "../theme.ts";
import { type Busy, busyOf } from "./busy.ts";
import { type Bars, drawLayerBars } from "./layer-bars.ts";
import { type LayerView, type PlanSection, total } from "./view.ts";

export const latencyBars: PlanSection = async ({ layers }) => {
  const all = total(layers, ({ latencyCycles }) => latencyCycles);
  if (all === 0) return undefined;
  const busy = new Map(layers.map(view => [view, busyOf(view)]));
  const resources = [...new Set([...busy.values()].flat().map(({ resource }) => resource))];
  const bounds = [...new Set(layers.map(({ layer }) => layer.bound))].toSorted();
  const kinds = [...new Set([...busy.values()].flat().flatMap(({ resource, parts }) => kindsIn(resource, parts)))];
  const colourOf = (kind: string): string => hue(bounds.length + kinds.indexOf(kind));
  const rows: readonly Bars[] = [
    {
      title: "Latency, by what sets it",
      segments: layers.map(view => ({
        view,
        value: view.layer.latencyCycles,
        order: 0,
        colour: hue(bounds.indexOf(view.layer.bound)),
        tip: `${view.number}. ${view.layer.name}: ${formatWhole(view.layer.latencyCycles)} cycles, bound by ${view.layer.bound}`,
      })),
    },
    ...resources.map(resource => resourceRow(resource, busy, colourOf)),
  ];
  return {
    id: "latency",
    title: "Latency by layer",
    explanation:
      "The first row is how long each layer takes, in cycles. The rows below are how long it keeps the multipliers, the vector unit and the ports of each level busy, split by the tensor that is moved; they overlap in time, and the longest sets the latency, with what fills and drains the machine. Instances of a level are taken to share its work evenly.",
    blocks: [
      {
        kind: "figure",
        id: "latency-bars",
        title: "Cycles of each layer",
        picture: await drawLayerBars("Cycles of each layer and of each resource meanwhile", rows, "cycles"),
        colourings: [keyOf(bounds, kinds, colourOf)],
        behind: tableOf(resources, busy, all),
      },
    ],
  };
};

const ownKind = "work";

/** A resource that moves no tensor has one part, of its own name. */
const kindsIn = (resource: string, parts: Busy["parts"]): readonly string[] =>
  [...parts.keys()].map(name => (name === resource ? ownKind : name));

const resourceRow = (
  resource: string,
  busy: ReadonlyMap<LayerView, readonly Busy[]>,
  colourOf: (kind: string) => string,
): Bars => ({
  title: resource,
  segments: [...busy].flatMap(([view, found]) =>
    found
      .filter(each => each.resource === resource)
      .flatMap(({ parts }) =>
        [...parts].map(([tensor, cycles], order) => ({
          view,
          value: cycles,
          order,
          colour: colourOf(tensor === resource ? ownKind : tensor),
          tip: `${view.number}. ${view.layer.name}: ${resource} busy ${formatWhole(cycles)} cycles${tensor === resource ? "" : ` for ${tensor}`}`,
        })),
      ),
  ),
});

const keyOf = (bounds: readonly string[], kinds: readonly string[], colourOf: (kind: string) => string): Colouring => ({
  name: "one",
  label: "what",
  key: [
    ...bounds.map((bound, i) => ({ colour: hue(i), label: `bound by ${bound}` })),
    ...kinds.map(kind => ({ colour: colourOf(kind), label: kind })),
  ],
});

const tableOf = (resources: readonly string[], busy: ReadonlyMap<LayerView, readonly Busy[]>, all: number): Table => ({
  kind: "table",
  id: "busy-resources",
  caption: "Busy time of each resource over the whole network; the table of layers has each layer's cycles",
  columns: [
    { name: "Resource", align: "left" },
    { name: "Busy cycles", align: "right" },
    { name: "Of the latency", align: "right" },
  ],
  rows: resources.map(resource => {
    const cycles = [...busy.values()]
      .flat()
      .filter(each => each.resource === resource)
      .reduce((sum, { parts }) => sum + [...parts.values()].reduce((part, each) => part + each, 0), 0);
    return { cells: [resource, wholeCell(cycles), shareCell(cycles / all)] };
  }),
});
