/** The first screen: are the limits met, by how much, what does it cost, and what holds the network back. */
import type { Plan, PlanLimit } from "../../../accelerators/plan.ts";
import { formatWhole } from "../../../support/digits.ts";
import type { Scaled } from "../../summary/format.ts";
import {
  boundShares,
  paceText,
  countOf,
  doubtAbout,
  marginText,
  measured,
  misfitsIn,
  perSecond,
  reasonFor,
  verdictOf,
} from "../../summary/verdict.ts";
import type { Block, Callout, Fact, FullCell, Table } from "../content.ts";
import { paragraph } from "../content.ts";
import { scaled, scaledCell, scaledRange, shareCell, sharePercent, typeset, wholeCell } from "../numbers.ts";
import { type LayerView, type PlanSection, total } from "./view.ts";

export const verdict: PlanSection = ({ plan, layers }) => ({
  id: "verdict",
  title: "Verdict",
  explanation: "",
  blocks: [
    statement(plan),
    ...misfitsIn(plan.coverage).map(({ node, reason }): Callout => ({
      kind: "callout",
      tone: "bad",
      text: `${node}: ${reason}`,
    })),
    ...limitTable(plan),
    paragraph(boundSentence(plan)),
    { kind: "facts", facts: factsOf(plan) },
    ...slowest(layers, plan.metrics.energyPj !== null),
    ...warnings(plan),
  ],
});

const statement = (plan: Plan): Callout => {
  const tone = plan.feasible ? (plan.limits.length === 0 ? "neutral" : "good") : "bad";
  return { kind: "callout", tone, text: [{ text: verdictOf(plan), strong: true }, ` ${bindingLimit(plan)}`] };
};

/** The limit with the least room, or the one that is missed by most. */
const bindingLimit = ({ limits }: Plan): string => {
  const known = limits.filter(({ margin }) => margin !== null);
  const [tightest] = known.toSorted((a, b) => (a.margin ?? 0) - (b.margin ?? 0));
  if (tightest === undefined) return "";
  const { metric, margin, satisfied } = tightest;
  return `${satisfied ? "Tightest" : "Worst"}: ${metric}, ${marginText(margin ?? 0, satisfied)}.`;
};

const limitTable = (plan: Plan): readonly Table[] => {
  if (plan.limits.length === 0) return [];
  return [
    {
      kind: "table",
      id: "limits",
      caption: "Limits",
      columns: [
        { name: "Limit", align: "left" },
        { name: "Verdict", align: "left" },
        { name: "Value", align: "right" },
        { name: "Margin", align: "right", note: "Room left as a share of the bound" },
        { name: "Why", align: "left" },
      ],
      rows: plan.limits.map(limit => ({
        cells: [
          typeset(
            `${limit.metric} ${limit.relation === "<=" ? "≤" : "≥"} ${String(limit.bound)} ${limit.unit}`.trimEnd(),
          ),
          { text: limit.satisfied ? "met" : "missed", tone: limit.satisfied ? "good" : "bad" },
          valueCell(limit),
          limit.margin === null ? "" : { text: marginText(limit.margin, limit.satisfied), value: limit.margin },
          whyOf(limit, plan),
        ],
      })),
    },
  ];
};

const valueCell = ({ value, unit }: PlanLimit): FullCell =>
  value === null ? { text: "not known" } : { text: typeset(`${measured(value, unit)} ${unit}`.trimEnd()), value };

const whyOf = (limit: PlanLimit, plan: Plan): string => {
  const blame = limit.blame.map(
    ({ name, share, reason }) => `${name}${share === null ? "" : ` ${sharePercent(share)}`}: ${reason}`,
  );
  return typeset([doubtAbout(limit, plan), ...blame].filter(text => text !== "").join("; "));
};

const factsOf = ({ metrics, networks }: Plan): readonly Fact[] => {
  const value = (name: string, metric: number | null, kind: Scaled, key: string, note: string): Fact =>
    metric === null
      ? { name, value: "not known", note: reasonFor(metrics, key) }
      : { name, value: scaled(metric, kind), note };
  const { latencyCycles, energyPj, energyPjBand, areaMm2, areaMm2Band } = metrics;
  const rated = networks.some(({ ratePerSecond }) => ratePerSecond !== undefined);
  const cycles = latencyCycles === null ? "" : `${formatWhole(latencyCycles)} cycles`;
  return [
    value("Latency", metrics.latencySeconds, "seconds", "latencySeconds", cycles),
    {
      name: "Throughput",
      value: perSecond(metrics.throughputPerSecond),
      note: throughputNote(metrics, networks.length),
    },
    value("Energy", energyPj, "picojoules", "energyPj", bandNote(energyPjBand, energyPj, "picojoules")),
    value("Power", metrics.powerWatts, "watts", "powerWatts", rated ? "at the rates given" : "back to back"),
    value("Area", areaMm2, "squareMm", "areaMm2", bandNote(areaMm2Band, areaMm2, "squareMm")),
    value("Weights", metrics.modelBytes, "bytes", "modelBytes", `${countOf(metrics.parameters)} parameters`),
    value("Activations", metrics.peakActivationBytes, "bytes", "peakActivationBytes", "at their peak"),
    value("Work", metrics.macs, "count", "macs", `MACs; ${countOf(metrics.bitOps)} bit operations`),
    accuracyFact(metrics),
  ];
};

const throughputNote = ({ throughputPerSecond, latencySeconds }: Plan["metrics"], networks: number): string => {
  const overlaps = (throughputPerSecond ?? 0) * (latencySeconds ?? 0) > 1.01;
  if (overlaps) return "runs overlap: more than one in a latency";
  return networks === 1 ? "one inference at a time" : "all networks in turn";
};

const bandNote = (band: Plan["metrics"]["energyPjBand"], estimate: number | null, kind: Scaled): string =>
  band === null || estimate === null ? "" : `${scaledRange(band, estimate, kind)} across published tables`;

const accuracyFact = (metrics: Plan["metrics"]): Fact => {
  const { accuracy, accuracyDb, accuracyDrop, accuracyDropDb } = metrics;
  const name = "Accuracy";
  if (accuracy !== null)
    return {
      name,
      value: `${(100 * accuracy).toFixed(2)} %`,
      note: dropNote(accuracyDrop === null ? null : 100 * accuracyDrop, "%"),
    };
  if (accuracyDb !== null) return { name, value: `${accuracyDb.toFixed(2)} dB`, note: dropNote(accuracyDropDb, "dB") };
  return { name, value: "not known", note: reasonFor(metrics, "accuracy") };
};

const dropNote = (drop: number | null, unit: string): string =>
  drop === null ? "measured" : `measured; ${Math.abs(drop).toFixed(2)} ${unit} ${drop < 0 ? "above" : "below"} float`;

const boundSentence = (plan: Plan): string => {
  const pace = paceText(plan);
  if (pace !== undefined) return `What bounds the network: ${pace}. All engines work at the same time.`;
  const shares = boundShares(plan);
  const [first, ...others] = shares;
  if (first === undefined) return "No layer takes time.";
  const rest = others.map(([bound, share]) => `${bound} ${sharePercent(share)}`).join(", ");
  const what = { compute: "the multipliers", vector: "the vector unit" }[first[0]] ?? `the ports of ${first[0]}`;
  const most = `${sharePercent(first[1])} of the latency is spent in layers that wait for ${what}`;
  return `What bounds the network: ${most}${rest === "" ? "" : `; the rest: ${rest}`}.`;
};

const mostListed = 5;

const slowest = (layers: readonly LayerView[], isEnergyKnown: boolean): readonly Block[] => {
  if (layers.length === 0) return [];
  const latency = Math.max(
    1,
    total(layers, ({ latencyCycles }) => latencyCycles),
  );
  const energy = total(layers, ({ energyPj }) => energyPj.total) || 1;
  const ranked = layers.toSorted((a, b) => b.layer.latencyCycles - a.layer.latencyCycles).slice(0, mostListed);
  return [
    {
      kind: "table",
      id: "slowest",
      caption: `The slowest ${ranked.length === 1 ? "layer" : `${ranked.length} layers`}`,
      columns: [
        { name: "Layer", align: "left" },
        { name: "Op", align: "left" },
        { name: "Cycles", align: "right" },
        { name: "Of latency", align: "right" },
        ...(isEnergyKnown
          ? ([
              { name: "Energy", align: "right" },
              { name: "Of energy", align: "right" },
            ] as const)
          : []),
        { name: "Bound by", align: "left" },
      ],
      rows: ranked.map(({ layer, link, shortName }) => ({
        cells: [
          { text: shortName, full: layer.name, leadsTo: link },
          layer.op,
          wholeCell(layer.latencyCycles),
          shareCell(layer.latencyCycles / latency),
          ...(isEnergyKnown
            ? [scaledCell(layer.energyPj.total, "picojoules"), shareCell(layer.energyPj.total / energy)]
            : []),
          layer.bound,
        ],
      })),
    },
  ];
};

const warnings = ({ warnings: all }: Plan): readonly Callout[] =>
  all.map(({ message }): Callout => ({ kind: "callout", tone: "warning", text: message }));
