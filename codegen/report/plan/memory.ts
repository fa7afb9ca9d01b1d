/** What lies where in each memory, and when: addresses over time. */
import type { Plan, PlanMemory } from "../../../accelerators/plan.ts";
import { formatWhole } from "../../../support/digits.ts";
import { drawChart } from "../chart.ts";
import { nowhere } from "../picture.ts";
import type { Figure, Link, Row, Table } from "../content.ts";
import { axisUnit, scaled, scaledCell, wholeCell } from "../numbers.ts";
import { hueCount, shade } from "../theme.ts";
import { tensorLookup } from "./tensors.ts";
import type { LayerView, PlanSection } from "./view.ts";

export const memoryMap: PlanSection = async ({ plan, layers }) => {
  const { memory } = plan;
  if (memory.length === 0) return undefined;
  const makers = makersOf(plan, layers);
  const levels = [...new Set(memory.filter(isActivation).map(({ level }) => level))];
  const figures: Figure[] = [];
  for (const [i, level] of levels.entries())
    figures.push(
      await figureOf(
        plan,
        level,
        memory.filter(entry => isActivation(entry) && entry.level === level),
        makers,
        i,
      ),
    );
  const weights = memory.filter(entry => !isActivation(entry));
  return {
    id: "memory",
    title: "Memory",
    explanation:
      "Activations share bytes where their lifetimes don't meet: a rectangle is a tensor, from when it is made until its last reader is done, at its addresses. Weights stay for good, side by side.",
    blocks: [...figures, ...(weights.length === 0 ? [] : [weightTable(weights)])],
  };
};

const isActivation = ({ region }: PlanMemory): boolean => region === "activations";

/** The layer that makes each tensor, by network and id. */
const makersOf = ({ memory, networks }: Plan, layers: readonly LayerView[]): ReadonlyMap<PlanMemory, Link> => {
  const makers = new Map<PlanMemory, Link>();
  const lookUps = new Map(networks.map(({ name }) => [name, tensorLookup(memory, name)]));
  for (const { layer, network, link } of layers)
    for (const tensor of layer.writes ?? []) {
      const entry = lookUps.get(network.name)?.(tensor);
      if (entry !== undefined) makers.set(entry, link);
    }
  return makers;
};

const figureOf = async (
  plan: Plan,
  level: string,
  entries: readonly PlanMemory[],
  makers: ReadonlyMap<PlanMemory, Link>,
  position: number,
): Promise<Figure> => {
  const top = Math.max(...entries.map(({ offsetBytes, sizeBytes }) => offsetBytes + sizeBytes));
  const end = Math.max(...plan.memory.map(({ toCycle }) => toCycle));
  const clockHz = plan.accelerators[0]?.clockHz ?? 1e9;
  const time = axisUnit(end / clockHz, "seconds");
  const space = axisUnit(top, "bytes");
  const capacity = capacityOf(plan, level);
  const values = entries.map((entry, i) => ({
    from: entry.fromCycle / clockHz / time.factor,
    to: entry.toCycle / clockHz / time.factor,
    bottom: entry.offsetBytes / space.factor,
    top: (entry.offsetBytes + entry.sizeBytes) / space.factor,
    colour: `var(--${shade(i % hueCount, 1)})`,
    href: makers.get(entry) ?? nowhere,
    tip: `${entry.name}: ${scaled(entry.sizeBytes, "bytes")} at ${formatWhole(entry.offsetBytes)}, cycles ${formatWhole(entry.fromCycle)} to ${formatWhole(entry.toCycle)}`,
  }));
  const picture = await drawChart(`Tensors in ${level}: addresses over time`, (width, isNarrow) => ({
    width,
    height: isNarrow ? 220 : 300,
    data: { values },
    mark: { type: "rect", stroke: "var(--ground)", strokeWidth: 0.6 },
    encoding: {
      x: {
        field: "from",
        type: "quantitative",
        scale: { domain: [0, end / clockHz / time.factor], nice: false },
        axis: { title: `Time, ${time.unit}` },
      },
      x2: { field: "to" },
      y: {
        field: "bottom",
        type: "quantitative",
        scale: { domain: [0, top / space.factor], nice: true },
        axis: { title: `Address, ${space.unit}` },
      },
      y2: { field: "top" },
      fill: { field: "colour", type: "nominal", scale: null },
      href: { field: "href" },
      description: { field: "tip" },
    },
  }));
  const room = capacity === undefined ? "" : `, of ${scaled(capacity, "bytes")}`;
  return {
    kind: "figure",
    id: `memory-${position + 1}`,
    title: `Activations in ${level}: ${scaled(top, "bytes")}${room}`,
    picture,
    behind: tensorTable(level, entries, makers, position),
  };
};

/** Of one level that is not unlimited; several accelerators name theirs `LEVEL of SLOT`. */
const capacityOf = ({ accelerators }: Plan, level: string): number | undefined => {
  for (const { slot, levels } of accelerators)
    for (const { name, capacityBytes } of levels)
      if (capacityBytes !== null && (level === name || level === `${name} of ${slot}`)) return capacityBytes;
  return undefined;
};

const tensorTable = (
  level: string,
  entries: readonly PlanMemory[],
  makers: ReadonlyMap<PlanMemory, Link>,
  position: number,
): Table => ({
  kind: "table",
  id: `memory-${position + 1}-tensors`,
  caption: `Activations in ${level}`,
  columns: [
    { name: "Tensor", align: "left" },
    { name: "Size", align: "right" },
    { name: "Address", align: "right" },
    { name: "From cycle", align: "right" },
    { name: "To cycle", align: "right" },
  ],
  rows: entries.map((entry): Row => {
    const link = makers.get(entry);
    return {
      cells: [
        { text: entry.name, ...(link === undefined ? {} : { leadsTo: link }) },
        scaledCell(entry.sizeBytes, "bytes"),
        wholeCell(entry.offsetBytes),
        wholeCell(entry.fromCycle),
        wholeCell(entry.toCycle),
      ],
    };
  }),
});

const mostWeights = 12;

const weightTable = (weights: readonly PlanMemory[]): Table => {
  const ranked = weights.toSorted((a, b) => b.sizeBytes - a.sizeBytes);
  const all = weights.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  const shown = ranked.slice(0, mostWeights);
  const which = ranked.length > shown.length ? `; the ${shown.length} largest` : "";
  return {
    kind: "table",
    id: "weights",
    caption: `Weights: ${scaled(all, "bytes")} in ${weights.length} tensors${which}`,
    columns: [
      { name: "Tensor", align: "left" },
      { name: "In", align: "left" },
      { name: "Size", align: "right" },
      { name: "Address", align: "right" },
    ],
    rows: shown.map(({ name, level, sizeBytes, offsetBytes }) => ({
      cells: [name, level, scaledCell(sizeBytes, "bytes"), wholeCell(offsetBytes)],
    })),
  };
};
