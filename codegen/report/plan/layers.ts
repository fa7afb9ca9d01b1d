/** Every layer in one table, and behind each row all that its numbers are made of. */
import { formatWhole, threeDigits } from "../../../support/digits.ts";
import { energyOf, type Term } from "../../energy-terms.ts";
import type { Block, FullCell, Row, Table } from "../content.ts";
import { paragraph } from "../content.ts";
import { scaled, scaledCell, shareCell, wholeCell } from "../numbers.ts";
import { sourceNumbers } from "./sources.ts";
import { type LayerView, type PlanSection, total } from "./view.ts";

export const layerTable: PlanSection = ({ plan, layers }) => {
  if (layers.length === 0) return undefined;
  const latency = Math.max(
    1,
    total(layers, ({ latencyCycles }) => latencyCycles),
  );
  const energy = total(layers, ({ energyPj }) => energyPj.total) || 1;
  const severalNetworks = plan.networks.length > 1;
  const severalAccelerators = plan.accelerators.length > 1;
  const numbers = sourceNumbers(plan);
  const table: Table = {
    kind: "table",
    id: "all-layers",
    caption: `${layers.length} layers in the order in which they run`,
    hasTools: true,
    columns: [
      { name: "Layer", align: "left" },
      { name: "#", align: "right", note: "Position in the order of execution" },
      ...(severalNetworks ? [{ name: "Network", align: "left" } as const] : []),
      { name: "Op", align: "left" },
      ...(severalAccelerators ? [{ name: "On", align: "left" } as const] : []),
      { name: "Bits", align: "left", note: "Weights × activations" },
      { name: "MACs", align: "right" },
      { name: "Cycles", align: "right" },
      { name: "Of latency", align: "right" },
      { name: "Busy", align: "right", note: "Share of the MAC slots that do work over the layer's latency" },
      { name: "Bound by", align: "left" },
      { name: "Energy", align: "right" },
      { name: "Of energy", align: "right" },
    ],
    rows: layers.map((view): Row => {
      const { number, id, link, layer, network, shortName } = view;
      return {
        id,
        cells: [
          { text: shortName, full: layer.name, link },
          wholeCell(number),
          ...(severalNetworks ? [network.name] : []),
          layer.op,
          ...(severalAccelerators ? [layer.accelerator] : []),
          bitsCell(view),
          wholeCell(layer.macs),
          wholeCell(layer.latencyCycles),
          shareCell(layer.latencyCycles / latency),
          layer.mapping === null ? "" : shareCell(layer.utilization),
          layer.bound,
          scaledCell(layer.energyPj.total, "picojoules"),
          shareCell(layer.energyPj.total / energy),
        ],
        detail: detailOf(view, numbers),
      };
    }),
  };
  return {
    id: "layers",
    title: "Layers",
    explanation:
      "Choose a layer to open its loop nest and the products that its energy is made of. Headings sort; the filter looks in all columns.",
    blocks: [table],
  };
};

const bitsCell = ({ layer: { precision } }: LayerView): FullCell => {
  const { weightBits, activationBits } = precision;
  return { text: weightBits === null ? `${activationBits}` : `${weightBits} × ${activationBits}` };
};

const detailOf = (view: LayerView, numbers: ReadonlyMap<string, number>): readonly Block[] => {
  const { layer, accelerator, terms } = view;
  const { mapping, origins, onChip, precision, op } = layer;
  const shape = shapeText(view);
  return [
    paragraph([{ text: layer.name, strong: true }]),
    paragraph(
      `${op} on ${layer.accelerator}${accelerator === undefined ? "" : ` (${accelerator.template})`}, cycles ${formatWhole(layer.startCycle)} to ${formatWhole(layer.endCycle)}. ${shape}`,
    ),
    ...(origins.length > 1
      ? [paragraph(`Fused from ${origins.length} layers of the model: ${origins.join(", ")}.`)]
      : []),
    paragraph(
      `${bitsText(precision)} ${onChip.length === 0 ? "All its activations come from memory and go there." : `On chip: ${onChip.join(", ")}.`}`,
    ),
    ...(mapping === null
      ? [paragraph("No loop nest: the vector unit streams through it.")]
      : [{ kind: "code", caption: "Loop nest, outermost loop first", lines: mapping.nest } as const]),
    ...(terms.length === 0 ? [] : [termTable(view, numbers)]),
    trafficTable(view),
  ];
};

const bitsText = ({
  weightBits,
  activationBits,
  outputBits,
  accumulatorBits,
}: LayerView["layer"]["precision"]): string =>
  [
    ...(weightBits === null ? [] : [`weights ${weightBits} bits`]),
    `activations ${activationBits} bits`,
    ...(accumulatorBits === null ? [] : [`sums ${accumulatorBits} bits`]),
    `results ${outputBits} bits`,
  ]
    .join(", ")
    .replace(/^./, letter => letter.toUpperCase())
    .concat(".");

const shapeText = ({ layer: { workload } }: LayerView): string => {
  if (workload.kind === "vector")
    return `${formatWhole(workload.inputElements)} elements in, ${formatWhole(workload.outputElements)} out, ${formatWhole(workload.operations)} operations.`;
  const bounds = Object.entries(workload.bounds).map(([dimension, bound]) => `${dimension} ${formatWhole(bound)}`);
  const windows = `strides ${workload.strides.join(" × ")}, dilations ${workload.dilations.join(" × ")}`;
  return `Bounds ${bounds.join(", ")}; ${windows}.`;
};

const termTable = ({ id, layer, terms }: LayerView, numbers: ReadonlyMap<string, number>): Table => {
  const sum = terms.reduce((all, term) => all + energyOf(term), 0);
  const isStated = Math.abs(sum - layer.energyPj.total) <= 1e-6 * layer.energyPj.total;
  const rows = terms.map(term => ({
    cells: [
      `${term.part}: ${term.what}`,
      { text: `${formatWhole(term.count)} ${term.unit}`, value: term.count },
      { text: `${threeDigits(term.pjEach)} pJ`, value: term.pjEach },
      scaledCell(energyOf(term), "picojoules"),
      shareCell(sum === 0 ? 0 : energyOf(term) / sum),
      sourceCell(term, layer.accelerator, numbers),
    ],
  }));
  return {
    kind: "table",
    id: `${id}-energy`,
    caption: "Energy: count × cost, with the source of each cost",
    columns: [
      { name: "What", align: "left" },
      { name: "Count", align: "right" },
      { name: "Cost each", align: "right" },
      { name: "Energy", align: "right" },
      { name: "Share", align: "right" },
      { name: "Source", align: "left" },
    ],
    rows: [
      ...rows,
      {
        cells: [
          "Sum",
          "",
          "",
          scaledCell(sum, "picojoules"),
          "",
          isStated ? "equals the plan" : `the plan says ${scaled(layer.energyPj.total, "picojoules")}`,
        ],
      },
    ],
  };
};

const sourceCell = ({ sources }: Term, slot: string, numbers: ReadonlyMap<string, number>): FullCell => {
  const found = [...numbers].filter(([key]) => sources.some(start => key.startsWith(`${slot} ${start}`)));
  const shown = [...new Set(found.map(([, number]) => number))];
  const [first] = shown;
  if (first === undefined) return { text: "" };
  return { text: shown.map(number => `[${number}]`).join(" "), link: `#source-${first}` };
};

const trafficTable = ({ id, layer: { accesses } }: LayerView): Table => ({
  kind: "table",
  id: `${id}-traffic`,
  caption: "Data moved, by level and tensor",
  columns: [
    { name: "Level", align: "left" },
    { name: "Tensor", align: "left" },
    { name: "Read", align: "right" },
    { name: "Written", align: "right" },
  ],
  rows: Object.keys(accesses.perLevel).flatMap(level =>
    Object.entries(accesses.perTensor).flatMap(([tensor, levels]) => {
      const traffic = levels[level];
      if (traffic === undefined || traffic.readBits + traffic.writtenBits === 0) return [];
      return [
        {
          cells: [
            level,
            tensor,
            { text: scaled(traffic.readBits / 8, "bytes"), value: traffic.readBits / 8 },
            { text: scaled(traffic.writtenBits / 8, "bytes"), value: traffic.writtenBits / 8 },
          ],
        },
      ];
    }),
  ),
});
