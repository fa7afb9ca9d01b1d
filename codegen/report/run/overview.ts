/** The first screen of a run: is it at its end, was anything found, what is picked, and did the search beat what it is compared with. */
import { formatWhole } from "../../../support/digits.ts";
import type { Block, Callout, Fact, ReportSection, Table } from "../content.ts";
import { paragraph } from "../content.ts";
import { sharePercent, wholeCell } from "../numbers.ts";
import { timesBaseline } from "./hypervolume.ts";
import { measureText } from "./measures.ts";
import type { RunSearch } from "./explored-run.ts";
import type { SearchView } from "./view.ts";

export const overview = (view: SearchView): ReportSection => {
  const { specification, prefix, heading } = view;
  return {
    id: `${prefix}overview`,
    title: heading("Verdict"),
    explanation: `${specification.file}: ${specification.objectives.join(", ")}${specification.limits.length === 0 ? "" : `, within ${specification.limits.join(", ")}`}.`,
    blocks: [
      ...progressCallout(specification.search),
      verdict(view),
      ...failures(specification.search),
      { kind: "facts", facts: factsOf(view) },
      ...pickBlocks(view),
      searchTable(view),
      ...specification.accuracySources.map(source => paragraph(source)),
    ],
  };
};

const progressCallout = ({ isEnded, counts, budget }: RunSearch): readonly Callout[] =>
  isEnded
    ? []
    : [
        {
          kind: "callout",
          tone: "warning",
          text: [
            { text: "The search is not at its end: ", strong: true },
            `${formatWhole(counts.evaluated)} of ${formatWhole(budget)} designs are evaluated. It is at work, or was broken off and can go on; what stands here is what is stored so far.`,
          ],
        },
      ];

const verdict = ({ front, specification: { search }, pick }: SearchView): Callout => {
  const { evaluated, within } = search.counts;
  if (evaluated === 0) return { kind: "callout", tone: "neutral", text: "Nothing was evaluated yet." };
  if (front.length > 0)
    return {
      kind: "callout",
      tone: "good",
      text: [
        { text: `${countOf(front.length, "design is", "designs are")} best. `, strong: true },
        `Of ${formatWhole(evaluated)} evaluated, ${countOf(within, "is", "are")} within all limits, and ${countOf(front.length, "is", "are")} beaten by none of the others.`,
      ],
    };
  const missed = (pick?.design.missed ?? []).map(({ limit, by }) => `${limit} by ${sharePercent(by)}`).join(", ");
  const closest =
    pick === undefined ? "Not one of them can be built." : `${pick.design.id} comes closest, and misses ${missed}.`;
  return { kind: "callout", tone: "bad", text: [{ text: "No design is within the limits. ", strong: true }, closest] };
};

const countOf = (count: number, one: string, several: string): string =>
  `${formatWhole(count)} ${count === 1 ? one : several}`;

const failures = ({ counts, designs }: RunSearch): readonly Callout[] => {
  const first = designs.find(({ state }) => state === "failed");
  if (first === undefined) return [];
  const text = `${countOf(counts.failed, "design", "designs")} could not be evaluated and ${counts.failed === 1 ? "counts" : "count"} as impossible; the first is ${first.id}: ${first.reason ?? ""}`;
  return [{ kind: "callout", tone: "warning", text }];
};

const factsOf = (view: SearchView): readonly Fact[] => {
  const { specification, front, pick } = view;
  const { search, baselines } = specification;
  const { counts, budget } = search;
  const best = specification.metrics
    .slice(0, specification.objectives.length)
    .map(({ name, measure, better }, k): Fact => {
      const values = front.flatMap(({ values: own }) => own[k] ?? []);
      const value = better === "less" ? Math.min(...values) : Math.max(...values);
      return {
        name: `Best ${name}`,
        value: values.length === 0 ? "none" : measureText(measure, value),
        note: "of the front",
      };
    });
  const compared = baselines.flatMap((baseline): readonly Fact[] => {
    const times = timesBaseline(search, baseline);
    if (times === undefined) return [];
    const name = `Against ${baseline.strategy}`;
    return [{ name, value: `${times} ×`, note: "its hypervolume, at equal evaluations" }];
  });
  return [
    { name: "Evaluated", value: formatWhole(counts.evaluated), note: `of a budget of ${formatWhole(budget)}` },
    {
      name: "Within limits",
      value: formatWhole(counts.within),
      note: sharePercent(counts.within / Math.max(1, counts.evaluated)),
    },
    { name: "On the front", value: formatWhole(front.length) },
    ...best,
    ...compared,
    ...(pick === undefined ? [] : [{ name: "Picked", value: pick.design.id }]),
  ];
};

const pickBlocks = (view: SearchView): readonly Block[] => {
  const { pick, run, specification, cellOf } = view;
  if (pick === undefined) return [];
  const { design, reason } = pick;
  const { leadsTo } = cellOf(design);
  const figures = specification.metrics.flatMap(({ name, measure }, k) => {
    const value = design.values[k];
    return value == null ? [] : [`${name} ${measureText(measure, value)}`];
  });
  return [
    paragraph([
      "Picked: ",
      { text: design.id, ...(leadsTo === undefined ? {} : { leadsTo }) },
      `, ${reason}. It has ${figures.join(", ")}. Another choice is as good: this only says where to look first.`,
    ]),
    {
      kind: "code",
      caption: "Its plan, and the report of it; in the folder where the run was begun",
      lines: [
        `mortise compile --from ${run.folder}:${design.id} -o ${run.folder}/plans/${design.id}`,
        `mortise report ${run.folder}/plans/${design.id}`,
      ],
    },
  ];
};

const searchTable = ({ specification: { search, baselines }, prefix }: SearchView): Table => ({
  kind: "table",
  id: `${prefix}searches`,
  caption: "Searches of this specification",
  columns: [
    { name: "Strategy", align: "left" },
    { name: "Seed", align: "right" },
    { name: "Evaluated", align: "right" },
    { name: "Budget", align: "right" },
    { name: "Within limits", align: "right" },
    { name: "On the front", align: "right" },
    { name: "Can't be built", align: "right" },
    { name: "Given up early", align: "right" },
    { name: "State", align: "left" },
  ],
  rows: [search, ...baselines].map(({ strategy, seed, counts, budget, front, isEnded }, i) => ({
    cells: [
      i === 0 ? strategy : `${strategy}, to compare with`,
      { text: String(seed), value: seed },
      wholeCell(counts.evaluated),
      wholeCell(budget),
      wholeCell(counts.within),
      wholeCell(front.length),
      wholeCell(counts.impossible),
      wholeCell(counts.pruned),
      isEnded ? "ended" : "can go on",
    ],
  })),
});
