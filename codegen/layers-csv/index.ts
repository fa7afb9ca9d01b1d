/** `layers.csv`: one row per layer, for spreadsheets and data frames. */
import type { Plan, PlanLayer } from "../../accelerators/plan.ts";
import type { Emitter } from "../emitter.ts";
import { type Cell, formatCsv } from "./csv.ts";

export const layersCsv = {
  name: "layers-csv",
  summary: "Write one row per layer as layers.csv, the unit in each column's name.",
  validate: () => [],
  emit: (plan: Plan) => new Map([["layers.csv", formatCsv(recordsOf(plan))]]),
} satisfies Emitter;

const dimensions = ["G", "N", "K", "C", "P", "Q", "R", "S"] as const;

interface Column {
  readonly name: string;
  readonly cell: (layer: PlanLayer, network: string) => Cell;
}

const columns: readonly Column[] = [
  { name: "network", cell: (_, network) => network },
  { name: "name", cell: layer => layer.name },
  { name: "op", cell: layer => layer.op },
  { name: "origins", cell: layer => layer.origins.join("; ") },
  { name: "kind", cell: layer => layer.workload.kind },
  { name: "accelerator", cell: layer => layer.accelerator },
  { name: "onChip", cell: layer => layer.onChip.join("; ") },
  { name: "weightBits", cell: layer => layer.precision.weightBits },
  { name: "activationBits", cell: layer => layer.precision.activationBits },
  { name: "outputBits", cell: layer => layer.precision.outputBits },
  { name: "startCycle", cell: layer => layer.startCycle },
  { name: "endCycle", cell: layer => layer.endCycle },
  { name: "latencyCycles", cell: layer => layer.latencyCycles },
  { name: "utilization", cell: layer => layer.utilization },
  { name: "bound", cell: layer => layer.bound },
  { name: "macs", cell: layer => layer.macs },
  { name: "vectorOperations", cell: layer => vectorOperationsOf(layer) },
  ...dimensions.map(dimension => ({
    name: dimension,
    cell: ({ workload }: PlanLayer) => (workload.kind === "contraction" ? workload.bounds[dimension] : null),
  })),
  { name: "energyPj", cell: layer => layer.energyPj.total },
];

const vectorOperationsOf = ({ workload }: PlanLayer): number => {
  if (workload.kind === "vector") return workload.operations;
  const { G, N, K, P, Q } = workload.bounds;
  return G * N * K * P * Q * workload.epilogueOperationsPerOutput;
};

/** Columns for whatever the layers' machines have: their names in order of appearance. */
const partColumns = ({ networks }: Plan): readonly Column[] => {
  const layers = networks.flatMap(network => network.layers);
  const parts = new Set(layers.flatMap(({ energyPj }) => Object.keys(energyPj.perLevel)));
  const levels = new Set(layers.flatMap(({ accesses }) => Object.keys(accesses.perLevel)));
  return [
    ...[...parts].map(part => ({
      name: `energyPj.${part}`,
      cell: (layer: PlanLayer) => layer.energyPj.perLevel[part] ?? 0,
    })),
    ...[...levels].flatMap(level => [
      { name: `readBits.${level}`, cell: (layer: PlanLayer) => layer.accesses.perLevel[level]?.readBits ?? 0 },
      { name: `writtenBits.${level}`, cell: (layer: PlanLayer) => layer.accesses.perLevel[level]?.writtenBits ?? 0 },
    ]),
  ];
};

const recordsOf = (plan: Plan): readonly (readonly Cell[])[] => {
  const all = [...columns, ...partColumns(plan)];
  const rows = plan.networks.flatMap(({ name, layers }) =>
    layers.map(layer => all.map(({ cell }) => cell(layer, name))),
  );
  return [all.map(({ name }) => name), ...rows];
};
