/** Where each layer's energy goes: levels by what they move, then the rest. */
import type { Plan } from "../../../accelerators/plan.ts";
import { energyOf } from "../../energy-terms.ts";
import type { Colouring, Table } from "../content.ts";
import { axisUnit, scaled, scaledCell, shareCell } from "../numbers.ts";
import { hue, shade } from "../theme.ts";
import { type Bars, drawLayerBars } from "./layer-bars.ts";
import { type LayerView, type PlanSection, total } from "./view.ts";

export const energyBars: PlanSection = async ({ plan, layers }) => {
  const largest = Math.max(...layers.map(({ layer }) => layer.energyPj.total), 0);
  if (largest === 0) return undefined;
  const parts = partsOf(plan, layers);
  const { unit, factor } = axisUnit(largest, "picojoules");
  const bars: Bars = {
    title: "Energy",
    segments: layers.flatMap(view =>
      [...energyByPart(view)].map(([name, energy]) => ({
        view,
        value: energy / factor,
        order: parts.findIndex(part => part.name === name),
        colour: parts.find(part => part.name === name)?.colour ?? hue(0),
        tip: `${view.number}. ${view.layer.name}: ${name} ${scaled(energy, "picojoules")} of ${scaled(view.layer.energyPj.total, "picojoules")}`,
      })),
    ),
  };
  return {
    id: "energy",
    title: "Energy by layer",
    explanation:
      "Storage levels are split by the tensor that they move; paler shades of one colour are the other tensors of the same level. What leaks while a layer runs is its own.",
    blocks: [
      {
        kind: "figure",
        id: "energy-bars",
        title: `Energy of each layer, ${unit}`,
        picture: await drawLayerBars("Energy of each layer, stacked by level and tensor", [bars], unit),
        colourings: [keyOf(parts)],
        behind: tableOf(parts, layers),
      },
    ],
  };
};

interface EnergyPart {
  readonly name: string;
  readonly colour: string;
  readonly energy: number;
}

const keyOf = (parts: readonly EnergyPart[]): Colouring => ({
  name: "one",
  label: "part",
  key: parts.map(({ name, colour }) => ({ colour, label: name })),
});

/** By the products that make it up, where they do; else by what the plan says of levels. */
const energyByPart = ({ layer, terms }: LayerView): ReadonlyMap<string, number> => {
  const sum = terms.reduce((all, term) => all + energyOf(term), 0);
  const isTraced = terms.length > 0 && Math.abs(sum - layer.energyPj.total) <= 1e-3 * layer.energyPj.total;
  const entries = isTraced
    ? terms.map(
        term => [term.tensor === undefined ? term.part : `${term.part} ${term.tensor}`, energyOf(term)] as const,
      )
    : Object.entries(layer.energyPj.perLevel);
  const parts = new Map<string, number>();
  for (const [name, energy] of entries) if (energy > 0) parts.set(name, (parts.get(name) ?? 0) + energy);
  return parts;
};

const tensorOrder = ["weights", "inputs", "outputs", "epilogue"];

/** Outermost level first, then the rest by energy; each level has a hue, each of its tensors a shade. */
const partsOf = ({ accelerators }: Plan, layers: readonly LayerView[]): readonly EnergyPart[] => {
  const sums = new Map<string, number>();
  for (const view of layers)
    for (const [name, energy] of energyByPart(view)) sums.set(name, (sums.get(name) ?? 0) + energy);
  const levels = [...new Set(accelerators.flatMap(accelerator => accelerator.levels.map(({ name }) => name)))];
  const ofLevels = levels.flatMap((level, i) =>
    ["", ...tensorOrder].flatMap((tensor, step) => {
      const name = tensor === "" ? level : `${level} ${tensor}`;
      const energy = sums.get(name);
      return energy === undefined ? [] : [{ name, energy, colour: shade(i, Math.max(0, step - 1)) }];
    }),
  );
  const others = [...sums]
    .filter(([name]) => !ofLevels.some(part => part.name === name))
    .toSorted((a, b) => b[1] - a[1]);
  return [...ofLevels, ...others.map(([name, energy], i) => ({ name, energy, colour: hue(levels.length + i) }))];
};

const tableOf = (parts: readonly EnergyPart[], layers: readonly LayerView[]): Table => {
  const all = total(layers, ({ energyPj }) => energyPj.total) || 1;
  return {
    kind: "table",
    id: "energy-parts",
    caption: "Energy of the network by level and tensor; the table of layers has each layer's",
    columns: [
      { name: "Part", align: "left" },
      { name: "Energy", align: "right" },
      { name: "Share", align: "right" },
    ],
    rows: parts
      .toSorted((a, b) => b.energy - a.energy)
      .map(({ name, energy }) => ({ cells: [name, scaledCell(energy, "picojoules"), shareCell(energy / all)] })),
  };
};
