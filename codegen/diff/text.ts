/** What differs between two plans on a terminal: verdict, totals, limits, hardware, then layer by layer, the largest change first. */
import { settingText } from "../../accelerators/setting-text.ts";
import { formatWhole, threeDigits } from "../../support/digits.ts";
import { escapeHostile } from "../../support/quote.ts";
import { formatChange, formatScaled, type Scaled, signed } from "../summary/format.ts";
import { abridge, formatTable, wrap } from "../summary/table.ts";
import { layerSections } from "./layer-text.ts";
import type { AcceleratorDiff, FieldChange, LimitChange, LimitState, MetricChange, PlanDiff } from "./plan-diff.ts";
import { turnText } from "./turn-text.ts";

/** Lines of at most about this width. */
const width = 100;

/** @param names of the two plans, as the user gave them. */
export const diffText = (diff: PlanDiff, names: readonly [string, string]): string => {
  const sections = [headline(diff, names), ...(diff.same ? [] : differences(diff))];
  const filled = sections.filter(lines => lines.length > 0);
  return `${filled.map(lines => lines.map(escapeHostile).join("\n")).join("\n\n")}\n`;
};

const headline = (diff: PlanDiff, names: readonly [string, string]): readonly string[] => [
  ...formatTable(
    [
      ["before", diff.before.design, names[0]],
      ["after", diff.after.design, names[1]],
    ],
    ["left", "left", "left"],
  ),
  ...(diff.same ? ["Nothing differs but the command that made them."] : []),
];

const differences = (diff: PlanDiff): readonly (readonly string[])[] => [
  limitLines(diff),
  metricLines(diff.metrics),
  ...diff.accelerators.map(acceleratorLines),
  ...diff.networks.flatMap(layerSections),
  tensorLines(diff),
  coverageLines(diff),
  [
    ...fieldLines("Made otherwise", diff.provenance),
    ...textLines("Assumed now", diff.assumptions.added),
    ...textLines("No longer assumed", diff.assumptions.removed),
    ...textLines("New warning", diff.warnings.added),
    ...textLines("No longer warned of", diff.warnings.removed),
  ],
];

const limitLines = (diff: PlanDiff): readonly string[] => {
  const { limits, before, after } = diff;
  if (limits.length === 0)
    return before.feasible === after.feasible ? [] : [feasibleText(before.feasible, after.feasible)];
  return [
    turnText(diff),
    ...formatTable(limits.map(limitCells), ["left", "left", "right", "left", "right", "left", "left"]),
  ];
};

const feasibleText = (before: boolean, after: boolean): string =>
  before && !after ? "The network no longer fits the machine." : "The network fits the machine now.";

export const limitCells = (limit: LimitChange): readonly string[] => {
  const { metric, relation, before, after, turned } = limit;
  const state = before === null ? "new limit" : after === null ? "limit gone" : "";
  return [
    `  ${metric} ${relation} ${boundText(before, after)}`,
    verdictOf(before),
    valueOf(before),
    "->",
    valueOf(after),
    verdictOf(after),
    turned === null ? state : turned === "met" ? "turned" : "TURNED",
  ];
};

const boundText = (before: LimitState | null, after: LimitState | null): string => {
  const [old, now] = [boundOf(before), boundOf(after)];
  return old === now || old === "" || now === "" ? now || old : `${old}, now ${now}`;
};

const boundOf = (state: LimitState | null): string =>
  state === null ? "" : `${String(state.bound)} ${state.unit}`.trimEnd();

const verdictOf = (state: LimitState | null): string => (state === null ? "" : state.satisfied ? "met" : "MISSED");

const valueOf = (state: LimitState | null): string =>
  state === null ? "" : state.value === null ? "not known" : `${threeDigits(state.value)} ${state.unit}`.trimEnd();

interface Shown {
  readonly label: string;
  readonly text: (value: number) => string;
}

const scaledBy =
  (kind: Scaled) =>
  (value: number): string =>
    formatScaled(value, kind);

/** Cycles stand beside seconds, and drops beside accuracy. */
const shown: Readonly<Record<string, Shown>> = {
  latencySeconds: { label: "Latency", text: scaledBy("seconds") },
  latencyCycles: { label: "Cycles", text: formatWhole },
  throughputPerSecond: { label: "Throughput", text: value => `${threeDigits(value)} /s` },
  energyPj: { label: "Energy", text: scaledBy("picojoules") },
  powerWatts: { label: "Power", text: scaledBy("watts") },
  areaMm2: { label: "Area", text: scaledBy("squareMm") },
  modelBytes: { label: "Weights", text: scaledBy("bytes") },
  peakActivationBytes: { label: "Activations", text: scaledBy("bytes") },
  macs: { label: "MACs", text: scaledBy("count") },
  bitOps: { label: "Bit operations", text: scaledBy("count") },
  parameters: { label: "Parameters", text: scaledBy("count") },
  accuracy: { label: "Accuracy", text: value => `${(100 * value).toFixed(2)} %` },
  accuracyDb: { label: "Accuracy", text: value => `${value.toFixed(2)} dB` },
  accuracyDrop: { label: "Accuracy lost", text: value => `${(100 * value).toFixed(2)} %` },
  lut: { label: "LUT", text: formatWhole },
  ff: { label: "FF", text: formatWhole },
  bram: { label: "BRAM", text: formatWhole },
  uram: { label: "URAM", text: formatWhole },
  dsp: { label: "DSP", text: formatWhole },
  accuracyDropDb: { label: "Accuracy lost", text: value => `${value.toFixed(2)} dB` },
};

const metricLines = (metrics: readonly MetricChange[]): readonly string[] => {
  const byName = new Map(metrics.map(change => [change.metric, change]));
  const known = Object.keys(shown).flatMap(name => byName.get(name) ?? []);
  const rows = known.flatMap(change => (change.before === change.after ? [] : [metricCells(change)]));
  const same = known.filter(({ before, after }) => before === after);
  const sameText = same.map(({ metric, before }) => {
    const { label = "", text = String } = shown[metric] ?? {};
    return `${label.toLowerCase()} ${text(before ?? 0)}`;
  });
  const table = formatTable(
    [["Totals", "before", "", "after", "change", "", ""], ...rows],
    ["left", "right", "left", "right", "right", "right", "left"],
  );
  return [
    ...(rows.length === 0 ? [] : table),
    ...(same.length === 0 ? [] : wrap(`The same: ${sameText.join(", ")}`, width)),
  ];
};

export const metricCells = ({ metric, before, after, change, share, judgement }: MetricChange): readonly string[] => {
  const { label = metric, text = String } = shown[metric] ?? {};
  const side = (value: number | null): string => (value === null ? "not known" : text(value));
  return [
    label,
    side(before),
    "->",
    side(after),
    change === null ? "" : signed(change, text),
    share === null ? "" : formatChange(share),
    judgement === "neither" ? "" : judgement,
  ];
};

const acceleratorLines = ({ before, after, settings, derived, areaMm2 }: AcceleratorDiff): readonly string[] => {
  if (settings.length + derived.length + areaMm2.length === 0) return [];
  if (before === null || after === null)
    return [before === null ? `Accelerator ${after ?? ""} is new` : `Accelerator ${before} is gone`];
  const heading = `Accelerator ${after}`;
  const parts = areaMm2
    .slice(0, mostParts)
    .map(({ part, change }) => `${part} ${signed(change ?? 0, value => formatScaled(value, "squareMm"))}`);
  const areas =
    parts.length === 0
      ? []
      : wrap(`area: ${parts.join(", ")}${more(areaMm2.length - parts.length)}`, width - 2).map(line => `  ${line}`);
  if (settings.length > 0) return [heading, ...tableOf(settings), ...areas];
  return [
    `${heading}: the same choices, but other figures follow from them`,
    ...tableOf(derived.slice(0, mostDerived)),
    ...(derived.length > mostDerived ? [`  and ${derived.length - mostDerived} more; --json has all`] : []),
    ...areas,
  ];
};

const mostParts = 4;
const mostDerived = 10;
const more = (count: number): string => (count > 0 ? `, and ${count} more` : "");

const tableOf = (changes: readonly FieldChange[]): readonly string[] =>
  formatTable(
    changes.map(({ field, before, after }) => [`  ${field}`, cell(field, before), "->", cell(field, after)]),
    ["left", "left", "left", "left"],
  );

/** Hashes and lists of passes say enough by their ends. */
const cell = (field: string, value: FieldChange["before"]): string => {
  if (value === null) return "none";
  return abridge(typeof value === "boolean" ? (value ? "yes" : "no") : settingText(field, value), 40);
};

const fieldLines = (heading: string, changes: readonly FieldChange[]): readonly string[] =>
  changes.length === 0 ? [] : [heading, ...tableOf(changes)];

const textLines = (label: string, texts: readonly string[]): readonly string[] =>
  texts.flatMap(text => wrap(`${label}: ${text}`, width));

const mostTensors = 10;

const tensorLines = ({ movedTensors }: PlanDiff): readonly string[] => {
  if (movedTensors.length === 0) return [];
  const rows = movedTensors
    .slice(0, mostTensors)
    .map(({ name, sizeBytes, before, after }) => [
      `  ${abridge(name, 48)}`,
      formatScaled(sizeBytes, "bytes"),
      before,
      "->",
      after,
    ]);
  const left = movedTensors.length - rows.length;
  return [
    `Tensors that lie elsewhere: ${movedTensors.length}, the largest first`,
    ...formatTable(rows, ["left", "right", "left", "left", "left"]),
    ...(left > 0 ? [`  and ${left} more; --json has all`] : []),
  ];
};

const coverageLines = ({ coverage }: PlanDiff): readonly string[] => {
  if (coverage.length === 0) return [];
  const rows = coverage
    .slice(0, mostTensors)
    .map(({ node, before, after }) => [`  ${abridge(node, 48)}`, before ?? "not there", "->", after ?? "not there"]);
  const left = coverage.length - rows.length;
  return [
    `Nodes of the model with another fate: ${coverage.length}`,
    ...formatTable(rows, ["left", "left", "left", "left"]),
    ...(left > 0 ? [`  and ${left} more; --json has all`] : []),
  ];
};
