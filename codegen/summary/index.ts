/** The one screen that a compile ends with: verdict, totals, what bounds the network, what costs most, what is missing. */
import type { Plan, PlanBand, PlanLayer, PlanLimit } from "../../accelerators/plan.ts";
import { formatWhole, threeDigits } from "../../support/digits.ts";
import { escapeHostile } from "../../support/quote.ts";
import { inUnit } from "../../support/units.ts";
import { formatRange, formatScaled, formatShare, type Scaled } from "./format.ts";
import { accuracyRows, choiceRows } from "./quantization.ts";
import { spaceSection } from "./space.ts";
import { abridgeApart, formatTable, wrap } from "./table.ts";

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
  ...accelerators.map(({ slot, template, technology, clockHz, compute }) => {
    const array = `${formatWhole(compute.processingElements)} PEs at ${formatScaled(clockHz, "hertz")}`;
    const name = accelerators.length === 1 ? "" : `${slot}: `;
    return `  on ${name}${template}, ${array}, ${technology}`;
  }),
];

const verdict = (plan: Plan): readonly string[] => {
  const { limits, feasible, coverage } = plan;
  const misfits = coverage.filter(({ status, layers }) => status === "unsupported" && layers.length > 0);
  const refusals = misfits.map(({ node, reason }) => `  ${node}: ${reason}`);
  const heading = feasible
    ? limits.length === 0
      ? "No limits given."
      : "All limits met."
    : misfits.length > 0
      ? "The network does not fit the machine."
      : `${limits.filter(({ satisfied }) => !satisfied).length} of ${limits.length} limits missed.`;
  const rows = limits.map(limit => [limit.satisfied ? "met" : "MISSED", ...limitCells(limit), doubtAbout(limit, plan)]);
  const lines = formatTable(rows, ["left", "left", "right", "right", "left"]);
  return [heading, ...refusals, ...lines.flatMap((line, i) => [`  ${line}`].concat(blameLines(limits[i])))];
};

const limitCells = ({ metric, relation, bound, unit, value, margin, satisfied }: PlanLimit): readonly string[] => [
  `${metric} ${relation} ${String(bound)} ${unit}`.trimEnd(),
  value === null ? "not known" : `${measured(value, unit)} ${unit}`.trimEnd(),
  margin === null ? "" : marginText(margin, satisfied),
];

/** Counts stay whole: the last digit may decide. */
const measured = (value: number, unit: string): string =>
  ["", "cycles", "B"].includes(unit) ? formatWhole(value) : threeDigits(value);

/** Whether a limit that is met would be missed at the far end of what tables say. */
const doubtAbout = ({ metric, relation, bound, unit, satisfied }: PlanLimit, { metrics }: Plan): string => {
  const bands = new Map([
    ["energy", metrics.energyPjBand],
    ["area", metrics.areaMm2Band],
  ]);
  const band = bands.get(metric) ?? null;
  if (!satisfied || band === null) return "";
  const missed = relation === "<=" ? inUnit(band.high, unit) > bound : inUnit(band.low, unit) < bound;
  return missed ? "but not at the far end of the band" : "";
};

/** Beyond twice the bound a factor says more than a percentage. */
const marginText = (margin: number, satisfied: boolean): string => {
  if (margin < -1) return `${threeDigits(1 - margin)} times the bound`;
  return `${formatShare(Math.abs(margin))} ${satisfied ? "to spare" : "off"}`;
};

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
      networks.length === 1 ? "one inference at a time" : "all networks in turn",
    ],
    ["Energy", amount(metrics.energyPj, "picojoules"), bandText(metrics.energyPjBand, metrics.energyPj, "picojoules")],
    ["Power", amount(metrics.powerWatts, "watts"), hasRates(plan) ? "at the rates given" : "back to back"],
    ["Area", amount(metrics.areaMm2, "squareMm"), bandText(metrics.areaMm2Band, metrics.areaMm2, "squareMm")],
    ["Weights", amount(metrics.modelBytes, "bytes"), `${countOf(metrics.parameters)} parameters`],
    ["Activations", amount(metrics.peakActivationBytes, "bytes"), "at their peak"],
    ["Work", `${countOf(metrics.macs)} MACs`, `${countOf(metrics.bitOps)} bit operations`],
    ...accuracyOf(plan),
    ["Bound by", boundShares(plan), ""],
  ];
  return rows.map(([label = "", value = "", note = ""]) =>
    `${label.padEnd(12)} ${note === "" ? value : `${value.padEnd(12)}  ${note}`}`.trimEnd(),
  );
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

const hasRates = ({ networks }: Plan): boolean => networks.some(({ ratePerSecond }) => ratePerSecond !== undefined);

const amount = (value: number | null, kind: Scaled): string =>
  value === null ? "not known" : formatScaled(value, kind);

/** Whole up to a million: small networks are compared by the unit. */
const countOf = (value: number | null): string => {
  if (value === null) return "not known";
  return value < 1e6 ? formatWhole(value) : formatScaled(value, "count");
};

const perSecond = (rate: number | null): string => (rate === null ? "not known" : `${threeDigits(rate)} /s`);

const bandText = (band: PlanBand | null, estimate: number | null, kind: Scaled): string =>
  band === null || estimate === null ? "" : `${formatRange(band, estimate, kind)} across published tables`;

const reasonFor = ({ unknown }: Plan["metrics"], metric: string): string =>
  unknown.find(entry => entry.metric === metric)?.reason ?? "";

/** Shares of the latency by what bounds each layer, the largest first. */
const boundShares = (plan: Plan): string => {
  const cycles = new Map<string, number>();
  const layers = layersOf(plan);
  for (const { bound, latencyCycles } of layers) cycles.set(bound, (cycles.get(bound) ?? 0) + latencyCycles);
  const total = layers.reduce((sum, { latencyCycles }) => sum + latencyCycles, 0);
  if (total === 0) return "nothing: no layer takes time";
  const ranked = [...cycles].sort((a, b) => b[1] - a[1]);
  return `${ranked.map(([bound, part]) => `${bound} ${formatShare(part / total)}`).join(", ")} of the latency`;
};

/** How many layers are listed. */
const listed = 5;

const expensiveLayers = (plan: Plan): readonly string[] => {
  const layers = layersOf(plan);
  const latency = layers.reduce((sum, { latencyCycles }) => sum + latencyCycles, 0);
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
    formatShare(energy === 0 ? 0 : layer.energyPj.total / energy),
    layer.mapping === null ? "" : formatShare(layer.utilization),
    layer.bound,
  ]);
  if (rows.length === 0) return [];
  const heading = ["Slowest layers", "op", "cycles", "latency", "energy", "MACs busy", "bound by"];
  return formatTable([heading, ...rows], ["left", "left", "right", "right", "right", "right", "left"]);
};

const layersOf = ({ networks }: Plan): readonly PlanLayer[] => networks.flatMap(({ layers }) => layers);

const lineWidth = 100;

const searchText = ({ provenance: { search } }: Plan): string => {
  const { distinctWorkloads, mappingsConsidered, exact, objective } = search;
  const effort = `${formatWhole(distinctWorkloads)} different ${search.space === undefined ? "workloads" : "layers on machines"}, ${formatWhole(mappingsConsidered)} mappings considered`;
  return `Mappings: ${effort}, ${exact ? "proven best" : "legal but not proven best"}; chosen for ${objective}`;
};

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
