/** A plan's numbers taken apart: each is a count times a cost from a table with a source. */
import type { Plan, PlanAccelerator, PlanLayer } from "../accelerators/plan.ts";
import { energyOf, summed, type Term, termsOf } from "../codegen/energy-terms.ts";
import { formatScaled, formatShare } from "../codegen/summary/format.ts";
import {
  accuracyRows,
  choiceRows,
  keptWiderTable,
  quantizationNotes,
  widthTable,
} from "../codegen/summary/quantization.ts";
import { formatTable, wrap } from "../codegen/summary/table.ts";
import { paceText, spannedCycles } from "../codegen/summary/verdict.ts";

import type { Neighbourhood } from "../explore/neighbours.ts";
import { formatWhole, threeDigits } from "../support/digits.ts";
import { escapeHostile } from "../support/quote.ts";

const width = 100;
const text = (lines: readonly string[]): string => `${lines.map(escapeHostile).join("\n")}\n`;

const energyLines = (terms: readonly Term[], stated: number): readonly string[] => {
  const total = terms.reduce((sum, term) => sum + energyOf(term), 0);
  const rows = terms.map(term => [
    `  ${term.part}`,
    term.what,
    `${formatWhole(term.count)} ${term.unit}`,
    `x ${threeDigits(term.pjEach)} pJ`,
    `${formatWhole(energyOf(term))} pJ`,
    formatShare(total === 0 ? 0 : energyOf(term) / total),
  ]);
  const sum = [
    "  sum",
    "",
    "",
    "",
    `${formatWhole(total)} pJ`,
    Math.abs(total - stated) <= 1e-6 * stated ? "as in the plan" : `the plan says ${formatWhole(stated)} pJ`,
  ];
  return ["Energy", ...formatTable([...rows, sum], ["left", "left", "right", "left", "right", "left"])];
};

const sourceLines = (terms: readonly Term[], { sources, technology }: PlanAccelerator): readonly string[] => {
  const wanted = new Set(terms.flatMap(term => term.sources));
  const shown = Object.entries(sources).filter(([place]) => [...wanted].some(start => place.startsWith(start)));
  return [
    `Sources of the costs (${technology})`,
    ...shown.flatMap(([place, source]) => wrap(`${place}: ${source}`, width - 2).map(line => `  ${line}`)),
  ];
};

export const layerReport = (
  layer: PlanLayer,
  accelerator: PlanAccelerator,
  around: Neighbourhood | undefined,
): string => {
  const terms = termsOf(layer, accelerator);
  const { title, lines } = howItRuns(layer);
  const onChip = layer.onChip.length === 0 ? "nothing" : layer.onChip.join(", ");
  return text([
    layer.name,
    `  ${layer.op} on ${accelerator.slot} (${accelerator.template}), tensors on chip: ${onChip}`,
    "",
    title,
    ...lines.map(line => `  ${line}`),
    "",
    `Latency: ${formatWhole(layer.latencyCycles)} cycles, bound by ${boundText(layer, accelerator)}; MACs ${formatShare(layer.utilization)} busy`,
    "",
    ...energyLines(terms, layer.energyPj.total),
    "",
    ...neighbourLines(around),
    ...sourceLines(terms, accelerator),
  ]);
};

const howItRuns = ({
  mapping,
  kernel,
  engine,
}: PlanLayer): { readonly title: string; readonly lines: readonly string[] } => {
  if (kernel !== undefined) return { title: "Kernel", lines: kernelLines(kernel) };
  if (engine !== undefined) return { title: "Engine", lines: engineLines(engine) };
  return { title: "Loop nest", lines: mapping === null ? ["a stream through the vector unit"] : mapping.nest };
};

const kernelLines = (kernel: NonNullable<PlanLayer["kernel"]>): readonly string[] => {
  const { arithmetic, fusedInto, tile, blocks, waves, splitK } = kernel;
  if (fusedInto !== null) return [`done in the kernel of ${fusedInto}`];
  const parts = splitK === 1 ? "" : `, the reduction in ${splitK} parts`;
  const shape =
    tile === null
      ? []
      : [
          `tiles of ${tile.rows} × ${tile.columns}, ${tile.depth} deep: ${formatWhole(blocks)} blocks in ${formatWhole(waves)} waves${parts}`,
        ];
  const rows = [
    ["launch", kernel.launchCycles],
    ["arithmetic", kernel.computeCycles],
    ["L2", kernel.l2Cycles],
    ["DRAM", kernel.dramCycles],
  ] as const;
  return [
    arithmetic,
    ...shape,
    `${rows.map(([part, cycles]) => `${part} ${formatWhole(cycles)}`).join(", ")} cycles: the launch and the longest of the others`,
  ];
};

const countsIn = (parts: Readonly<Record<string, number>>): string =>
  Object.entries(parts)
    .map(([name, count]) => `${name} ${formatWhole(count)}`)
    .join(", ");

const engineLines = ({
  folding,
  intervalCycles,
  multipliers,
  weightMemory,
  resources,
}: NonNullable<PlanLayer["engine"]>): readonly string[] => [
  `folding: ${countsIn(folding)}; an inference every ${formatWhole(intervalCycles)} cycles`,
  `multiplies in ${multipliers ?? "nothing"}, weights in ${weightMemory ?? "nothing"}`,
  `takes ${countsIn(resources)}`,
];

const boundText = ({ bound, accesses }: PlanLayer, { levels, compute }: PlanAccelerator): string => {
  const level = levels.find(({ name }) => name === bound);
  const traffic = accesses.perLevel[bound];
  if (bound === "compute") return `compute: ${formatWhole(compute.processingElements)} processing elements`;
  if (bound === "launch") return "launch: the work itself takes no longer";
  if (level?.bandwidth == null || traffic === undefined) return bound;
  const { readBitsPerCycle, writeBitsPerCycle, shared } = level.bandwidth;
  const rates = shared
    ? `${threeDigits(readBitsPerCycle)} bits a cycle`
    : `${threeDigits(readBitsPerCycle)} bits a cycle read, ${threeDigits(writeBitsPerCycle)} written`;
  return `the ports of ${bound}: ${formatWhole(traffic.readBits)} bits read and ${formatWhole(traffic.writtenBits)} written at ${rates}${level.instances > 1 ? `, ${formatWhole(level.instances)} instances` : ""}`;
};

const neighbourLines = (around: Neighbourhood | undefined): readonly string[] => {
  if (around === undefined) return [];
  const { own, steps } = around;
  const rows = steps.map(({ parameter, value, latencySeconds, energyPj, areaMm2 }) => [
    `  ${parameter} ${formatWhole(value)}`,
    change(latencySeconds, own.latencySeconds),
    change(energyPj, own.energyPj),
    change(areaMm2, own.areaMm2),
  ]);
  const best = `${formatScaled(own.latencySeconds ?? 0, "seconds")} at the fastest, ${formatScaled(own.energyPj ?? 0, "picojoules")} at the thriftiest, ${formatScaled(own.areaMm2, "squareMm")}`;
  return [
    `One step in each parameter (this layer mapped anew; now ${best})`,
    ...formatTable([["  parameter", "latency", "energy", "area"], ...rows], ["left", "right", "right", "right"]),
    "",
  ];
};

/** Against what it is now. */
const change = (value: number | null, before: number | null): string => {
  if (value === null || before === null || before === 0) return "does not fit";
  const share = value / before - 1;
  return Math.abs(share) < 5e-4 ? "same" : `${share > 0 ? "+" : ""}${threeDigitsSigned(100 * share)} %`;
};

const threeDigitsSigned = (value: number): string => `${value < 0 ? "-" : ""}${threeDigits(Math.abs(value))}`;

/** Which widths the network has, what was measured of it, and what spoke for each width. */
const quantizationLines = ({ name, quantization }: Plan["networks"][number]): readonly string[] => {
  if (quantization === undefined) return [];
  const rows = [...accuracyRows(quantization), ...choiceRows(quantization)].map(row =>
    row.map((cell, i) => (i === 0 ? `  ${cell}` : cell)),
  );
  const notes = [
    ...(quantization.mixed === null
      ? []
      : ["  Noise is what a tensor alone adds at the outputs at its width, and in brackets one step below."]),
    ...quantizationNotes(quantization).map(note => `  ${note}`),
  ];
  return [
    `Widths of ${name}`,
    ...formatTable(rows, ["left", "left", "left"]),
    ...[...widthTable(quantization, "the plan"), ...keptWiderTable(quantization, "the plan")].map(line => `  ${line}`),
    ...notes,
    "",
  ];
};

const areaLines = ({ areaMm2 }: PlanAccelerator): readonly string[] => {
  if (areaMm2 === null) return [];
  const rows = Object.entries(areaMm2.breakdown).map(([part, size]) => [
    `  ${part}`,
    `${threeDigits(size)} mm2`,
    formatShare(size / areaMm2.total),
  ]);
  return ["Area", ...formatTable(rows, ["left", "right", "right"]), ""];
};

const resourceLines = ({ resources = [] }: PlanAccelerator): readonly string[] => {
  if (resources.length === 0) return [];
  const rows = resources.map(({ name, used, budget, available }) => [
    `  ${name}`,
    formatWhole(used),
    `of ${formatWhole(available)}`,
    available === 0 ? "" : formatShare(used / available),
    used > budget ? `beyond the ${formatWhole(budget)} that may be used` : "",
  ]);
  return ["Resources", ...formatTable(rows, ["left", "right", "left", "right", "left"]), ""];
};

/** All layers together, by accelerator. */
export const planReport = (plan: Plan): string => {
  const layers = plan.networks.flatMap(network => network.layers);
  const lines = plan.accelerators.flatMap(accelerator => {
    const own = layers.filter(({ accelerator: slot }) => slot === accelerator.slot);
    const terms = summed(own.flatMap(layer => termsOf(layer, accelerator)));
    const stated = own.reduce((sum, { energyPj }) => sum + energyPj.total, 0);
    return [
      `${accelerator.slot}: ${accelerator.template}, ${own.length} layers`,
      "",
      ...energyLines(terms, stated),
      "",
      ...areaLines(accelerator),
      ...resourceLines(accelerator),
      ...sourceLines(terms, accelerator),
      "",
    ];
  });
  const bounds = new Map<string, number>();
  for (const { bound, latencyCycles } of layers) bounds.set(bound, (bounds.get(bound) ?? 0) + latencyCycles);
  const total = layers.reduce((sum, { latencyCycles }) => sum + latencyCycles, 0);
  const shares = [...bounds].toSorted((a, b) => b[1] - a[1]);
  const bound =
    paceText(plan) ?? shares.map(([name, cycles]) => `${name} ${formatShare(cycles / Math.max(1, total))}`).join(", ");
  return text([
    plan.design,
    `Latency: ${formatWhole(spannedCycles(plan))} cycles, bound by ${bound}`,
    "",
    ...lines,
    ...plan.networks.flatMap(quantizationLines),
    "Name a layer to see its loop nest and what one step in each parameter would change; layers.csv lists them.",
  ]);
};
