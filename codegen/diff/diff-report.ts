/** What differs between two plans as a report: the same words as on the terminal, with every layer and both loop nests. */
import { settingText } from "../../accelerators/setting-text.ts";
import type { Block, Cell, Code, FullCell, Report, ReportSection, Row, Table, Tone } from "../report/content.ts";
import { paragraph } from "../report/content.ts";
import { scaledCell, typeset } from "../report/numbers.ts";
import { formatChange, formatScaled, type Scaled, signed } from "../summary/format.ts";
import { hasTurnedBad } from "./diff-plans.ts";
import { turnText } from "./turn-text.ts";
import { reasonsFor } from "./layer-text.ts";
import { limitCells, metricCells } from "./text.ts";
import type { FieldChange, LayerDiff, MetricChange, NetworkDiff, NumberChange, PlanDiff } from "./plan-diff.ts";

/** @param names of the two plans, as the user gave them. */
export const diffReport = (diff: PlanDiff, names: readonly [string, string]): Report => ({
  title: `${diff.before.design} → ${diff.after.design}`,
  subtitle: names.join(" → "),
  sections: [
    totals(diff),
    ...hardware(diff),
    ...diff.networks.flatMap((network, i) => networkSection(network, i, diff.networks.length)),
    ...rest(diff),
  ],
});

const left = (name: string): Table["columns"][number] => ({ name, align: "left" });
const right = (name: string): Table["columns"][number] => ({ name, align: "right" });
const plain = (texts: readonly string[]): Row => ({ cells: texts.map(typeset) });

const tones: Readonly<Record<string, Tone>> = { better: "good", worse: "bad" };

const totals = (diff: PlanDiff): ReportSection => {
  const isBad = hasTurnedBad(diff);
  const text = diff.same
    ? "Nothing differs but the command that made them."
    : diff.limits.length === 0 && !isBad
      ? "No limits were given."
      : turnText(diff);
  return {
    id: "totals",
    title: "Totals",
    explanation:
      "Before stands the plan that was named first. What is better depends on the metric: less latency, more throughput.",
    blocks: [
      { kind: "callout", tone: isBad ? "bad" : diff.limits.length === 0 ? "neutral" : "good", text },
      ...(diff.limits.length === 0
        ? []
        : [
            tableOf(
              "limits",
              "Limits",
              [
                left("Limit"),
                left("Before"),
                right("Value"),
                left(""),
                right("Value now"),
                left("Now"),
                left("Turned"),
              ],
              diff.limits.map(limit => plain(limitCells(limit).map(cell => cell.trim()))),
            ),
          ]),
      tableOf(
        "metrics",
        "Totals of one inference",
        [left("Metric"), right("Before"), left(""), right("After"), right("Change"), right("Share"), left("")],
        diff.metrics.map(metric => {
          const cells = metric.change === 0 ? sameCells(metric) : metricCells(metric).map(typeset);
          const tone = tones[metric.judgement];
          return { cells: cells.map((each, i): Cell => (i < 6 || tone === undefined ? each : { text: each, tone })) };
        }),
      ),
    ],
  };
};

/** A change of nothing needs no figures. */
const sameCells = (metric: MetricChange): readonly string[] =>
  metricCells(metric).map((text, i) => (i === 4 || i === 5 ? "" : typeset(text)));

const tableOf = (id: string, caption: string, columns: Table["columns"], rows: readonly Row[]): Table => ({
  kind: "table",
  id,
  caption,
  columns,
  rows,
});

const fieldRows = (changes: readonly FieldChange[]): readonly Row[] =>
  changes.map(({ field, before, after }) => ({ cells: [field, valueText(field, before), valueText(field, after)] }));

const valueText = (field: string, value: FieldChange["before"]): string => {
  if (value === null) return "none";
  return typeof value === "boolean" ? (value ? "yes" : "no") : settingText(field, value);
};

const fields = (id: string, caption: string, changes: readonly FieldChange[]): readonly Table[] =>
  changes.length === 0 ? [] : [tableOf(id, caption, [left("What"), left("Before"), left("After")], fieldRows(changes))];

const hardware = ({ accelerators }: PlanDiff): readonly ReportSection[] => {
  const blocks = accelerators.flatMap(({ before, after, settings, derived, areaMm2 }, i): readonly Block[] => {
    const name = after ?? before ?? "";
    const areas = areaMm2.map(({ part, ...change }) => ({ cells: [part, ...changeCells(change, "squareMm")] }));
    return [
      ...fields(`settings-${i + 1}`, `Choices of accelerator ${name}`, settings),
      ...(areas.length === 0
        ? []
        : [tableOf(`area-${i + 1}`, `Area of ${name} by part`, [left("Part"), ...changeColumns("area")], areas)]),
      ...fields(`derived-${i + 1}`, `What follows for ${name}: levels, ports, costs`, derived),
    ];
  });
  return blocks.length === 0 ? [] : [{ id: "hardware", title: "Hardware", explanation: "", blocks }];
};

const changeColumns = (what: string): Table["columns"] => [
  right(`${what.charAt(0).toUpperCase()}${what.slice(1)} before`),
  right("After"),
  right("Change"),
  right("Share"),
];

/** `Change` stands twice in one table: the first of each group says of what. */
const named =
  (what: string) =>
  (column: Table["columns"][number], i: number): Table["columns"][number] =>
    i === 0 ? { ...column, name: `${what} after` } : column;

const changeCells = ({ before, after, change, share }: NumberChange, kind: Scaled): readonly (FullCell | string)[] => [
  before === null ? "new" : scaledCell(before, kind),
  after === null ? "gone" : scaledCell(after, kind),
  change === null ? "" : { text: typeset(signed(change, value => formatScaled(value, kind))), value: change },
  share === null ? "" : { text: formatChange(share), value: share },
];

const networkSection = (
  { before, after, settings, layers, sameLayers }: NetworkDiff,
  index: number,
  count: number,
): readonly ReportSection[] => {
  const name = after ?? before ?? "";
  const prefix = `network-${index + 1}`;
  const table: Table = {
    ...tableOf(
      `${prefix}-layers`,
      `${layers.length} layers that differ, those first that change the network most; ${sameLayers} are the same`,
      [
        left("Layer"),
        left("What differs"),
        ...changeColumns("latency").slice(1).map(named("Latency")),
        ...changeColumns("energy").slice(1).map(named("Energy")),
      ],
      layers.map((layer, i) => layerRow(layer, `${prefix}-layer-${i + 1}`)),
    ),
    hasTools: true,
  };
  const blocks = [
    ...fields(`${prefix}-settings`, `Network ${name}`, settings),
    ...(layers.length === 0 ? [] : [table]),
  ];
  if (blocks.length === 0) return [];
  return [
    {
      id: prefix,
      title: count === 1 ? "Layers" : `Layers of ${name}`,
      explanation:
        "Layers go by their names, and where passes fused in another way, by most of their origins. Choose one to see both loop nests.",
      blocks,
    },
  ];
};

const layerRow = (layer: LayerDiff, id: string): Row => {
  const name = layer.after ?? layer.before ?? "";
  const detail = detailOf(layer, id);
  return {
    ...(detail.length === 0 ? {} : { id, detail }),
    cells: [
      detail.length === 0 ? name : { text: name, leadsTo: `#${id}` },
      layer.before === null ? "new" : layer.after === null ? "gone" : typeset(reasonsFor(layer).join("; ")),
      ...changeCells(layer.latencySeconds, "seconds").slice(1),
      ...changeCells(layer.energyPj, "picojoules").slice(1),
    ],
  };
};

const detailOf = ({ mapping, energyPjPerLevel }: LayerDiff, id: string): readonly Block[] => [
  ...(mapping === null ? [] : [nest("Loop nest before", mapping.before), nest("Loop nest after", mapping.after)]),
  ...(energyPjPerLevel.length === 0
    ? []
    : [
        tableOf(
          `${id}-energy`,
          "Energy by level",
          [left("Level"), ...changeColumns("energy")],
          energyPjPerLevel.map(({ level, ...change }) => ({ cells: [level, ...changeCells(change, "picojoules")] })),
        ),
      ]),
];

const nest = (caption: string, lines: readonly string[]): Code => ({
  kind: "code",
  caption,
  lines: lines.length === 0 ? ["none"] : lines,
});

const rest = ({ movedTensors, coverage, provenance, assumptions, warnings }: PlanDiff): readonly ReportSection[] => {
  const texts = [
    ...assumptions.added.map(text => `Assumed now: ${text}`),
    ...assumptions.removed.map(text => `No longer assumed: ${text}`),
    ...warnings.added.map(text => `New warning: ${text}`),
    ...warnings.removed.map(text => `No longer warned of: ${text}`),
  ];
  const blocks: readonly Block[] = [
    ...(movedTensors.length === 0
      ? []
      : [
          tableOf(
            "tensors",
            "Tensors that lie elsewhere, the largest first",
            [left("Tensor"), right("Size"), left("Before"), left("After")],
            movedTensors.map(({ name, sizeBytes, before, after }) => ({
              cells: [name, scaledCell(sizeBytes, "bytes"), before, after],
            })),
          ),
        ]),
    ...(coverage.length === 0
      ? []
      : [
          tableOf(
            "coverage",
            "Nodes of the model with another fate",
            [left("Node"), left("Before"), left("After")],
            coverage.map(({ node, before, after }) => ({ cells: [node, before ?? "not there", after ?? "not there"] })),
          ),
        ]),
    ...fields("provenance", "Made otherwise", provenance),
    ...texts.map(text => paragraph(text)),
  ];
  return blocks.length === 0 ? [] : [{ id: "rest", title: "Memory, coverage and provenance", explanation: "", blocks }];
};
