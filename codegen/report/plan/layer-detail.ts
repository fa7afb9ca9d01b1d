/** What a layer's row opens to: its shape, its loop nest, and the products that its energy is made of. */
import type { PlanEngine, PlanKernel } from "../../../accelerators/plan-device.ts";
import { formatWhole, threeDigits } from "../../../support/digits.ts";
import { energyOf, type Term } from "../../energy-terms.ts";
import type { Block, FullCell, Table } from "../content.ts";
import { paragraph } from "../content.ts";
import { scaled, scaledCell, shareCell } from "../numbers.ts";
import type { LayerView } from "./view.ts";

/** @param numbers of sources, by slot and place in the technology table. */
export const detailOf = (view: LayerView, numbers: ReadonlyMap<string, number>): readonly Block[] => {
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
      ? [paragraph(unmapped(layer))]
      : [{ kind: "code", caption: "Loop nest, outermost loop first", lines: mapping.nest } as const]),
    ...(terms.length === 0 ? [] : [termTable(view, numbers)]),
    trafficTable(view),
  ];
};

/** How a layer runs that has no loop nest. */
const unmapped = ({ kernel, engine }: LayerView["layer"]): string => {
  if (kernel !== undefined) return kernelText(kernel);
  if (engine !== undefined) return engineText(engine);
  return "No loop nest: the vector unit streams through it.";
};

const kernelText = (kernel: PlanKernel): string => {
  const { arithmetic, fusedInto, tile, blocks, waves, splitK } = kernel;
  if (fusedInto !== null) return `Done in the kernel of ${fusedInto}; it takes no time of its own.`;
  const shape = tile === null ? "elements are streamed" : `tiles of ${tile.rows} × ${tile.columns} × ${tile.depth}`;
  const split = splitK > 1 ? `, the reduction split in ${splitK}` : "";
  const cycles = [
    ["launch", kernel.launchCycles],
    ["compute", kernel.computeCycles],
    ["L2", kernel.l2Cycles],
    ["DRAM", kernel.dramCycles],
  ] as const;
  const parts = cycles.map(([part, count]) => `${part} ${formatWhole(count)}`).join(", ");
  return `Kernel: ${arithmetic}; ${shape}${split}; ${formatWhole(blocks)} thread blocks in ${formatWhole(waves)} waves. Cycles that each part would take alone: ${parts}.`;
};

const pairs = (record: Readonly<Record<string, number>>): string =>
  Object.entries(record)
    .map(([name, value]) => `${name} ${formatWhole(value)}`)
    .join(", ");

const engineText = ({ folding, intervalCycles, multipliers, weightMemory, resources }: PlanEngine): string => {
  return `Engine: folding ${pairs(folding)}; ${formatWhole(intervalCycles)} cycles between two inferences; multiplies in ${multipliers ?? "nothing"}; weights in ${weightMemory ?? "nothing"}; takes ${pairs(resources)}.`;
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
  return { text: shown.map(number => `[${number}]`).join(" "), leadsTo: `#source-${first}` };
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
