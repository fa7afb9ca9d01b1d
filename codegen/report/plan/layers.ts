/** Every layer in one table, and behind each row all that its numbers are made of. */
import type { Cell, Column, FullCell, Table } from "../content.ts";
import { scaledCell, shareCell, wholeCell } from "../numbers.ts";
import { detailOf } from "./layer-detail.ts";
import { sourceNumbers } from "./sources.ts";
import { type LayerView, type PlanSection, type PlanView, total } from "./view.ts";

export const layerTable: PlanSection = view => {
  if (view.layers.length === 0) return undefined;
  return {
    id: "layers",
    title: "Layers",
    explanation:
      "Choose a layer to open its loop nest and the products that its energy is made of. Headings sort; the filter looks in all columns.",
    blocks: [tableOf(view)],
  };
};

const tableOf = ({ plan, layers }: PlanView): Table => {
  const columns = columnsOf({ plan, layers });
  const numbers = sourceNumbers(plan);
  return {
    kind: "table",
    id: "all-layers",
    caption: `${layers.length} layers in the order in which they run`,
    hasTools: true,
    columns,
    rows: layers.map(view => ({
      id: view.id,
      cells: columns.map(({ cellOf }) => cellOf(view)),
      detail: detailOf(view, numbers),
    })),
  };
};

interface LayerColumn extends Column {
  readonly cellOf: (view: LayerView) => Cell;
}

const columnsOf = ({ plan, layers }: PlanView): readonly LayerColumn[] => {
  const latency = total(layers, ({ latencyCycles }) => latencyCycles) || 1;
  const energy = total(layers, ({ energyPj }) => energyPj.total) || 1;
  const left = (name: string, cellOf: LayerColumn["cellOf"], note?: string): LayerColumn => ({
    name,
    align: "left",
    ...(note === undefined ? {} : { note }),
    cellOf,
  });
  const right = (name: string, cellOf: LayerColumn["cellOf"], note?: string): LayerColumn => ({
    ...left(name, cellOf, note),
    align: "right",
  });
  return [
    left("Layer", ({ shortName, layer, link }) => ({ text: shortName, full: layer.name, leadsTo: link })),
    right("#", ({ number }) => wholeCell(number), "Position in the order of execution"),
    ...(plan.networks.length > 1 ? [left("Network", ({ network }) => network.name)] : []),
    left("Op", ({ layer }) => layer.op),
    ...(plan.accelerators.length > 1 ? [left("On", ({ layer }) => layer.accelerator)] : []),
    left("Bits", bitsCell, "Weights × activations"),
    right("MACs", ({ layer }) => wholeCell(layer.macs)),
    right("Cycles", ({ layer }) => wholeCell(layer.latencyCycles)),
    right("Of latency", ({ layer }) => shareCell(layer.latencyCycles / latency)),
    right("Busy", busyCell, "Share of the MAC slots that do work over the layer's latency"),
    left("Bound by", ({ layer }) => layer.bound),
    ...(plan.metrics.energyPj === null
      ? []
      : [
          right("Energy", ({ layer }) => scaledCell(layer.energyPj.total, "picojoules")),
          right("Of energy", ({ layer }) => shareCell(layer.energyPj.total / energy)),
        ]),
  ];
};

const busyCell = ({ layer }: LayerView): Cell => (layer.macs === 0 ? "" : shareCell(layer.utilization));

const bitsCell = ({ layer: { precision } }: LayerView): FullCell => {
  const { weightBits, activationBits } = precision;
  return { text: weightBits === null ? `${activationBits}` : `${weightBits} × ${activationBits}` };
};
