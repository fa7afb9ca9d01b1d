/** The layers of a comparison on a terminal: a row of numbers each, and below it what was decided differently. */
import { formatChange, formatScaled, signed } from "../summary/format.ts";
import { abridge, abridgeApart, formatTable } from "../summary/table.ts";
import type { FieldChange, LayerDiff, NetworkDiff, NumberChange } from "./plan-diff.ts";

/** So many layers are shown; `--json` has all. */
const mostLayers = 15;

export const layerSections = (network: NetworkDiff): readonly (readonly string[])[] => {
  const { before, after, settings, layers, sameLayers } = network;
  const heading = `Network ${after ?? before ?? ""}`;
  if (before === null || after === null) return [[`${heading} is ${before === null ? "new" : "gone"}`]];
  const changed = settings.map(({ field, before: old, after: now }) => `  ${field}: ${String(old)} -> ${String(now)}`);
  return [changed.length === 0 ? [] : [heading, ...changed], layers.length === 0 ? [] : layerLines(layers, sameLayers)];
};

const layerLines = (layers: readonly LayerDiff[], same: number): readonly string[] => {
  const listed = layers.slice(0, mostLayers);
  const names = abridgeApart(
    listed.map(({ before, after }) => after ?? before ?? ""),
    40,
  );
  const heading = ["", "latency", "", "", "energy", "", ""];
  const rows = listed.map((layer, i) => [
    `  ${names[i] ?? ""}`,
    ...changeCells(layer.latencySeconds, "seconds"),
    ...changeCells(layer.energyPj, "picojoules"),
  ]);
  const [header = "", ...lines] = formatTable(
    [heading, ...rows],
    ["left", "right", "right", "right", "right", "right", "right"],
  );
  const left = layers.length - listed.length;
  return [
    `Layers: ${countText(layers, same)}; the largest change first`,
    header,
    ...lines.flatMap((line, i) => [line, ...(listed[i] === undefined ? [] : reasonLines(listed[i]))]),
    ...(left > 0 ? [`  and ${left} more; --json has all`] : []),
  ];
};

const countText = (layers: readonly LayerDiff[], same: number): string => {
  const added = layers.filter(({ before }) => before === null).length;
  const removed = layers.filter(({ after }) => after === null).length;
  const parts = [
    [layers.length - added - removed, "differ"],
    [added, "new"],
    [removed, "gone"],
    [same, "the same"],
  ] as const;
  return parts
    .filter(([count]) => count > 0)
    .map(([count, what]) => `${count} ${what}`)
    .join(", ");
};

/** What it is now, by how much that is more, and as a share. */
const changeCells = (
  { before, after, change, share }: NumberChange,
  kind: "seconds" | "picojoules",
): readonly string[] => {
  const text = (value: number): string => formatScaled(value, kind);
  if (before === null) return [text(after ?? 0), "new", ""];
  if (after === null) return [text(before), "gone", ""];
  if (change === 0) return [text(after), "same", ""];
  return [text(after), signed(change ?? 0, text), share === null ? "" : formatChange(share)];
};

const reasonLines = (layer: LayerDiff): readonly string[] => {
  const reasons = reasonsFor(layer);
  return reasons.length === 0 ? [] : [`    ${reasons.join("; ")}`];
};

/** What was decided differently, and where the energy went; empty of a layer that is new or gone. */
export const reasonsFor = ({
  before,
  after,
  fields,
  onChip,
  mapping,
  energyPjPerLevel,
}: LayerDiff): readonly string[] => {
  if (before === null || after === null) return [];
  const levels = energyPjPerLevel
    .slice(0, 2)
    .map(({ level, change }) => `${level} ${signed(change ?? 0, value => formatScaled(value, "picojoules"))}`);
  return [
    ...fields.map(fieldText),
    ...onChip.added.map(name => `${abridge(name, 32)} now on chip`),
    ...onChip.removed.map(name => `${abridge(name, 32)} no longer on chip`),
    ...(mapping === null ? [] : ["another loop nest"]),
    ...(levels.length === 0 ? [] : [`energy: ${levels.join(", ")}`]),
  ];
};

const labels: Readonly<Record<string, string>> = {
  name: "was called",
  op: "operator",
  weightBits: "bits of weights",
  activationBits: "bits of activations",
  outputBits: "bits of outputs",
  accumulatorBits: "bits of accumulators",
  bound: "bound by",
};

const fieldText = ({ field, before, after }: FieldChange): string =>
  field === "name"
    ? `was called ${abridge(String(before), 40)}`
    : `${labels[field] ?? field} ${String(before ?? "none")} -> ${String(after ?? "none")}`;
