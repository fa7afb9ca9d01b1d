/** The one screen that a compile ends with: verdict, totals, what bounds the network, what costs most, what is missing. */
import type { Plan, PlanBand, PlanLimit } from "../../accelerators/plan.ts";
import { formatWhole, threeDigits } from "../../support/digits.ts";
import { escapeHostile } from "../../support/quote.ts";
import { formatRange, formatScaled, formatShare, type Scaled } from "./format.ts";
import { accuracyRows, choiceRows } from "./quantization.ts";
import { spaceSection } from "./space.ts";
import { abridgeApart, formatFilled, formatTable, wrap } from "./table.ts";
import {
  boundShares,
  countOf,
  doubtAbout,
  layersOf,
  marginText,
  measured,
  misfitsIn,
  paceText,
  perSecond,
  reasonFor,
  searchText,
  spannedCycles,
  verdictOf,
} from "./verdict.ts";

/**
 * Plain text, lines of at most about 100 characters, a final newline. Names come from files of strangers: what would act on
 * a terminal is written as an escape.
 * @param files where the plan lies, as the reader should see it.
 */
export const summarize = (plan: Plan, files: readonly string[] = []): string => {
  const sections = [
    [...headline(plan), ...verdict(plan)],
    spaceSection(plan, lineWidth),
    totals(plan),
    expensiveLayers(plan),
    remarks(plan),
    files.map(file => `Wrote ${file}`),
  ];
  const filled = sections.filter(lines => lines.length > 0);
  return `${filled.map(lines => lines.map(escapeHostile).join("\n")).join("\n\n")}\n`;
};

const headline = ({ design, accelerators }: Plan): readonly string[] => [
  design,
  ...accelerators.map(({ slot, template, technology, clockHz, compute, parameters }) => {
    const { device } = parameters;
    const elements = template === "gpu" ? "multiprocessors" : "PEs";
    const array = `${device === undefined ? "" : `${device}, `}${formatWhole(compute.processingElements)} ${elements} at ${formatScaled(clockHz, "hertz")}`;
    const name = accelerators.length === 1 ? "" : `${slot}: `;
    return `  on ${name}${template}, ${array}, ${technology}`;
  }),
];

const verdict = (plan: Plan): readonly string[] => {
  const { limits, coverage } = plan;
  const refusals = misfitsIn(coverage).map(({ node, reason }) => `  ${node}: ${reason}`);
  const rows = limits.map(limit => [limit.satisfied ? "met" : "MISSED", ...limitCells(limit), doubtAbout(limit, plan)]);
  const lines = formatTable(rows, ["left", "left", "right", "right", "left"]);
  return [verdictOf(plan), ...refusals, ...lines.flatMap((line, i) => [`  ${line}`].concat(blameLines(limits[i])))];
};

const limitCells = ({ metric, relation, bound, unit, value, margin, satisfied }: PlanLimit): readonly string[] => [
  `${metric} ${relation} ${String(bound)} ${unit}`.trimEnd(),
  value === null ? "not known" : `${measured(value, unit)} ${unit}`.trimEnd(),
  margin === null ? "" : marginText(margin, satisfied),
];

const blameLines = (limit: PlanLimit | undefined): readonly string[] => {
  const blame = limit?.blame ?? [];
  const names = abridgeApart(
    blame.map(({ name }) => name),
    48,
  );
  return blame.map(({ share, reason }, i) => {
    const part = share === null ? "" : `${formatShare(share)}, `;
    return `      ${names[i] ?? ""}: ${part}${reason}`;
  });
};

const totals = (plan: Plan): readonly string[] => {
  const { metrics, networks } = plan;
  const cycles = metrics.latencyCycles === null ? "" : `${formatWhole(metrics.latencyCycles)} cycles`;
  const rows = [
    ["Latency", amount(metrics.latencySeconds, "seconds"), cycles],
    [
      "Throughput",
      perSecond(metrics.throughputPerSecond),
      networks.length === 1 ? flowOf(metrics) : "all networks in turn",
    ],
    ["Energy", amount(metrics.energyPj, "picojoules"), bandText(metrics.energyPjBand, metrics.energyPj, "picojoules")],
    ["Power", amount(metrics.powerWatts, "watts"), paceOf(plan)],
    ["Area", amount(metrics.areaMm2, "squareMm"), bandText(metrics.areaMm2Band, metrics.areaMm2, "squareMm")],
    ...resourceRows(plan),
    ["Weights", amount(metrics.modelBytes, "bytes"), `${countOf(metrics.parameters)} parameters`],
    ["Activations", amount(metrics.peakActivationBytes, "bytes"), "at their peak"],
    ["Work", `${countOf(metrics.macs)} MACs`, `${countOf(metrics.bitOps)} bit operations`],
    ...accuracyOf(plan),
    ["Bound by", boundText(plan), ""],
  ];
  return rows.map(([label = "", value = "", note = ""]) =>
    `${label.padEnd(12)} ${note === "" ? value : `${value.padEnd(12)}  ${note}`}`.trimEnd(),
  );
};

/** Of FPGAs. Block RAMs of 36 Kib are two of 18. */
const resourceRows = ({ accelerators }: Plan): readonly (readonly string[])[] =>
  accelerators.flatMap(({ resources = [] }) =>
    resources.map(({ name, used, budget }) => {
      const unit = name === "bram18" ? 2 : 1;
      const label = name === "bram18" ? "BRAM" : name.toUpperCase();
      return [label, formatWhole(used / unit), `of ${formatWhole(budget / unit)} that may be used`];
    }),
  );

/** How many inferences are on their way at once. */
const flowOf = ({ latencySeconds, throughputPerSecond }: Plan["metrics"]): string => {
  const together = (latencySeconds ?? 0) * (throughputPerSecond ?? 0);
  return together < 1.005 ? "one inference at a time" : `${threeDigits(together)} inferences at a time`;
};

/** Of each network that was run. */
const accuracyOf = ({ networks, metrics }: Plan): readonly (readonly string[])[] => {
  const rows = networks.flatMap(({ name, quantization }) =>
    quantization === undefined
      ? []
      : [...accuracyRows(quantization).slice(0, 2), ...choiceRows(quantization)].map(([label = "", ...rest], i) =>
          networks.length > 1 && i === 0 ? [label, rest[0] ?? "", `${name}: ${rest[1] ?? ""}`] : [label, ...rest],
        ),
  );
  return rows.length > 0 ? rows : [["Accuracy", "not known", reasonFor(metrics, "accuracy")]];
};

/** Over what the power is an average. */
const paceOf = (plan: Plan): string =>
  plan.metrics.powerWatts === null ? "" : hasRates(plan) ? "at the rates given" : "back to back";

const hasRates = ({ networks }: Plan): boolean => networks.some(({ ratePerSecond }) => ratePerSecond !== undefined);

const amount = (value: number | null, kind: Scaled): string =>
  value === null ? "not known" : formatScaled(value, kind);

const bandText = (band: PlanBand | null, estimate: number | null, kind: Scaled): string =>
  band === null || estimate === null ? "" : `${formatRange(band, estimate, kind)} across published tables`;

const boundText = (plan: Plan): string => {
  const pace = paceText(plan);
  if (pace !== undefined) return pace;
  const shares = boundShares(plan).map(([bound, share]) => `${bound} ${formatShare(share)}`);
  return shares.length === 0 ? "nothing: no layer takes time" : `${shares.join(", ")} of the latency`;
};

/** How many layers are listed. */
const listed = 5;

const expensiveLayers = (plan: Plan): readonly string[] => {
  const layers = layersOf(plan);
  const isEnergyKnown = plan.metrics.energyPj !== null;
  const latency = spannedCycles(plan);
  const energy = layers.reduce((sum, { energyPj }) => sum + energyPj.total, 0);
  const ranked = [...layers].sort((a, b) => b.latencyCycles - a.latencyCycles).slice(0, listed);
  const names = abridgeApart(
    ranked.map(({ name }) => name),
    40,
  );
  const rows = ranked.map((layer, i) => [
    names[i] ?? "",
    layer.op,
    formatWhole(layer.latencyCycles),
    formatShare(latency === 0 ? 0 : layer.latencyCycles / latency),
    isEnergyKnown ? formatShare(energy === 0 ? 0 : layer.energyPj.total / energy) : "",
    layer.workload.kind === "vector" ? "" : formatShare(layer.utilization),
    layer.bound,
  ]);
  if (rows.length === 0) return [];
  const heading = ["Slowest layers", "op", "cycles", "latency", "energy", "MACs busy", "bound by"];
  return formatFilled([heading, ...rows], ["left", "left", "right", "right", "right", "right", "left"]);
};

const lineWidth = 100;

/** How many warnings are printed; plan.json has all. */
const mostWarnings = 5;

const remarks = (plan: Plan): readonly string[] => {
  const { coverage, assumptions, warnings, networks } = plan;
  const count = (status: string): number => coverage.filter(entry => entry.status === status).length;
  const statuses = ["mapped", "vector", "free", "unsupported"] as const;
  const counts = statuses.map(status => `${count(status)} ${status}`).join(", ");
  const bindings = networks.flatMap(({ boundSymbols }) => boundSymbols.map(({ name, value }) => `${name}=${value}`));
  const left = warnings.length - mostWarnings;
  return [
    `Coverage: ${coverage.length} nodes of the model file: ${counts}`,
    ...(bindings.length === 0 ? [] : wrap(`Dimensions: ${bindings.join(", ")}`, lineWidth)),
    ...wrap(searchText(plan), lineWidth),
    ...assumptions.flatMap(assumption => wrap(`Assumed: ${assumption}`, lineWidth)),
    ...warnings.slice(0, mostWarnings).flatMap(({ message }) => wrap(`Warning: ${message}`, lineWidth)),
    ...(left > 0 ? [`… and ${left} more warnings in the plan`] : []),
  ];
};
