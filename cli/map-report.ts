/** A layer on a machine as text: the front, one point's loop nest, and where its cycles and picojoules come from. */
import { formatShare } from "../codegen/summary/format.ts";
import { type Alignment, formatTable } from "../codegen/summary/table.ts";
import { type Architecture, macModeFor, operationEnergy } from "../mapping/architecture.ts";
import type { Accesses, Cost } from "../mapping/cost.ts";
import type { MappedWorkload, SearchReport } from "../mapping/mapper.ts";
import { printMapping } from "../mapping/print.ts";
import { dimensions, macsOf, type Workload } from "../mapping/workload.ts";
import { formatWhole, threeDigits } from "../support/digits.ts";
import { escapeHostile } from "../support/quote.ts";
import type { LayerGroup } from "./select-layers.ts";

/** Its names, and the loops or the stream that it is. */
export const layerText = ({ names: [first, ...more], workload }: LayerGroup): string =>
  lines(
    [
      first,
      ...(more.length === 0 ? [] : [`  equal: ${more.join(", ")}`]),
      ...workloadLines(workload).map(line => `  ${line}`),
    ].map(escapeHostile),
  );

const workloadLines = (workload: Workload): readonly string[] => {
  if (workload.kind === "vector") {
    const { operation, operations, inputBits, outputBits } = workload;
    return [
      `${operation}, a stream through the vector unit: ${formatWhole(operations)} operations, ${formatWhole(inputBits)} bits in, ${formatWhole(outputBits)} out`,
    ];
  }
  const { bounds, strides, dilations, bits } = workload;
  const loops = dimensions
    .filter(dimension => bounds[dimension] > 1)
    .map(dimension => `${dimension} ${bounds[dimension]}`);
  return [
    `${loops.join(", ") || "one step"}; stride ${strides.join(" ")}, dilation ${dilations.join(" ")}; ${formatWhole(macsOf(workload))} MACs`,
    `bits: weights ${bits.weights}, inputs ${bits.inputs}, partial sums ${bits.partialSums}, outputs ${bits.outputs}`,
  ];
};

/** @param given the user's own mapping, shown below the front. */
export const frontText = (front: readonly MappedWorkload[], search: SearchReport, given?: Cost): string => {
  const { considered, pruned, exact } = search;
  const proof = exact ? "no mapping outside the front is better" : "not proven that none is better";
  return lines([
    `Front: ${formatWhole(front.length)} of ${formatWhole(considered)} mappings considered, ${formatWhole(pruned)} pruned; ${proof}`,
    ...table(
      ["point", "cycles", "energy pJ", "utilization", "bound by"],
      [
        ...front.map(({ cost }, i) => frontRow(String(i + 1), cost)),
        ...(given === undefined ? [] : [frontRow("given", given)]),
      ],
      ["left", "right", "right", "right", "left"],
    ),
    ...boundLines(search),
  ]);
};

/** What the exact mapper says besides. */
const boundLines = ({ mapspace, lowerBound, gap, exact }: SearchReport): readonly string[] => {
  if (mapspace === undefined || lowerBound === undefined || gap === undefined) return [];
  const bound = `at least ${formatWhole(lowerBound.latency)} cycles and ${picojoules(lowerBound.energy)} pJ`;
  const open = exact
    ? ""
    : `, which the front may exceed by ${formatShare(gap.latency)} and ${formatShare(gap.energy)}`;
  return [`  ${formatWhole(mapspace)} mappings in all; any takes ${bound}${open}`];
};

const frontRow = (label: string, { latency, energy, utilization, bound }: Cost): readonly string[] => [
  label,
  formatWhole(latency),
  picojoules(energy),
  formatShare(utilization),
  bound,
];

/** The loop nest, then cycles by resource, accesses by level and tensor, energy by part. */
export const pointText = ({ workload, mapping, cost }: MappedWorkload, architecture: Architecture): string =>
  [
    ...(mapping === undefined ? [] : [printMapping(mapping, architecture)]),
    lines(latencyLines(cost, architecture)),
    lines(accessLines(cost, architecture)),
    lines(energyLines(workload, cost, architecture)),
  ].join("\n");

const latencyLines = ({ latency, busy }: Cost, { overlap, compute }: Architecture): readonly string[] => {
  const cycles = busy.map(resource => resource.cycles);
  const skew = overlap === "perfect" ? 0 : (compute.skew ?? 0);
  const pace = overlap === "none" ? cycles.reduce((a, b) => a + b, 0) : Math.max(...cycles);
  const rest = latency - pace - skew;
  const extras = [
    ["skew of the array", skew],
    [overlap === "double-buffered" ? "first fill, last drain" : "rounded up", rest],
  ] as const;
  const rows = [
    ...busy.map(({ name, cycles: each }) => [name, tenths(each)]),
    ...extras.filter(([, extra]) => extra >= 0.05).map(([name, extra]) => [name, tenths(extra)]),
    ["latency", formatWhole(latency)],
  ];
  return [
    `Cycles: ${overlap === "none" ? "all resources take turns" : "the busiest resource sets the pace"} (overlap ${overlap})`,
    ...table(["resource", "cycles"], rows, ["left", "right"]),
  ];
};

const accessLines = ({ levels }: Cost, architecture: Architecture): readonly string[] => {
  const rows = levels.flatMap(({ level, accesses }, i) =>
    Object.entries(accesses).map(([tensor, found]) => accessRow(level, tensor, found, architecture.levels[i]?.access)),
  );
  const header = ["level", "tensor", "reads", "fills", "updates", "bits read", "x pJ", "bits written", "x pJ", "= pJ"];
  return [
    "Accesses: elements over all instances, bits moved, picojoules per bit",
    ...table(header, rows, countsAlignment),
  ];
};

const countsAlignment: readonly Alignment[] = ["left", "left", ...Array.from({ length: 8 }, (): Alignment => "right")];

const accessRow = (
  level: string,
  tensor: string,
  { reads, fills, updates, readBits, writeBits, energy }: Accesses,
  access: Architecture["levels"][number]["access"] | undefined,
): readonly string[] => {
  const perBit = (word: number | undefined): string => threeDigits((word ?? 0) / (access?.wordBits ?? 1));
  return [
    level,
    tensor,
    ...[reads, fills, updates, readBits].map(formatWhole),
    perBit(access?.read),
    formatWhole(writeBits),
    perBit(access?.write),
    picojoules(energy),
  ];
};

const energyLines = (workload: Workload, cost: Cost, architecture: Architecture): readonly string[] => {
  const { compute, vectorUnit } = architecture;
  const perMac = workload.kind === "vector" ? undefined : macModeFor(compute, workload.bits)?.energy;
  const width = workload.kind === "vector" ? workload.elementBits : workload.bits.partialSums;
  const perOperation = operationEnergy(vectorUnit, width);
  const rows = [
    ...cost.levels.map(({ level, energy, leakage }) => [`${level}, accesses`, "", "", picojoules(energy - leakage)]),
    ...cost.levels.map(({ level, leakage }) => [`${level}, leakage`, "", "", picojoules(leakage)]),
    ["MACs", formatWhole(cost.macs), threeDigits(perMac ?? 0), picojoules(cost.computeEnergy)],
    ["vector operations", formatWhole(cost.vectorOperations), threeDigits(perOperation), picojoules(cost.vectorEnergy)],
    ["network", "", "", picojoules(cost.networkEnergy)],
    ["leakage of the rest", "", "", picojoules(cost.otherLeakage)],
  ].filter(row => row[3] !== "0");
  return [
    "Energy",
    ...table(
      ["part", "count", "x pJ", "= pJ"],
      [...rows, ["energy", "", "", picojoules(cost.energy)]],
      ["left", "right", "right", "right"],
    ),
  ];
};

const picojoules = (energy: number): string =>
  energy >= 100 ? formatWhole(energy) : energy === 0 ? "0" : threeDigits(energy);

/** Bandwidths give fractions of cycles, which the latency rounds up. */
const tenths = (cycles: number): string => {
  const rounded = Math.round(cycles * 10) / 10;
  return Number.isInteger(rounded)
    ? formatWhole(rounded)
    : `${formatWhole(Math.floor(rounded))}.${Math.round((rounded % 1) * 10)}`;
};

const table = (
  header: readonly string[],
  rows: readonly (readonly string[])[],
  alignments: readonly Alignment[],
): readonly string[] => formatTable([header, ...rows], alignments).map(line => `  ${line}`);

const lines = (all: readonly string[]): string => all.map(line => `${line}\n`).join("");
