/** The designs themselves: what each chose and came to, and the command that makes its plan. */
import { formatWhole } from "../../../support/digits.ts";
import type { Block, Cell, FullCell, Row, Table, Tone } from "../content.ts";
import { paragraph } from "../content.ts";
import { sharePercent } from "../numbers.ts";
import { measureCell, measureText } from "./measures.ts";
import type { RunDesign, RunDesignState } from "./explored-run.ts";
import type { RunSection, SearchView } from "./view.ts";

/** Columns beside the metrics; all choices stand behind each row. */
const mostChoices = 12;

export const designs: RunSection = view => {
  const { specification, prefix, heading, listed } = view;
  const { search, metrics, choices } = specification;
  if (search.designs.length === 0) return undefined;
  const shown = choices.slice(0, mostChoices);
  const table: Table = {
    kind: "table",
    id: `${prefix}all-designs`,
    caption: captionOf(view),
    hasTools: true,
    columns: [
      { name: "Design", align: "left", note: "SEARCH.NUMBER, in the order proposed" },
      { name: "State", align: "left" },
      ...metrics.map(({ name }) => ({ name, align: "right" }) as const),
      ...shown.map(({ name }) => ({ name, align: "left" }) as const),
    ],
    rows: listed.map((design): Row => ({
      id: view.rowId(design),
      cells: [
        { ...view.cellOf(design), value: design.number },
        stateCell(view, design),
        ...metrics.map((metric, k) => measureCell(metric, design.values[k] ?? null)),
        ...shown.map((_, k): Cell => choiceCell(design, k)),
      ],
      detail: detailOf(view, design),
    })),
  };
  return {
    id: `${prefix}designs`,
    title: heading("Designs"),
    explanation:
      "Choose a design to open its choices, the limits that it misses, and the command that makes its plan. Headings sort; the filter looks in all columns.",
    blocks: [table],
  };
};

const captionOf = ({ listed, specification: { search } }: SearchView): string => {
  const { length } = search.designs;
  if (listed.length === length) return `All ${formatWhole(length)} designs of the search`;
  return `${formatWhole(listed.length)} of ${formatWhole(length)} designs: the front, then those within the limits, then others, each in the order proposed. run.db has all`;
};

const choiceCell = ({ choices, places }: RunDesign, k: number): FullCell => ({
  text: choices[k] ?? "",
  ...(places[k] === undefined ? {} : { value: places[k] }),
});

const words: Readonly<Record<RunDesignState, string>> = {
  within: "within limits",
  beyond: "beyond a limit",
  pruned: "given up early",
  impossible: "can't be built",
  failed: "evaluation failed",
};

const tones: Readonly<Record<RunDesignState, Tone>> = {
  within: "neutral",
  beyond: "warning",
  pruned: "warning",
  impossible: "neutral",
  failed: "bad",
};

const stateCell = ({ pick, front }: SearchView, design: RunDesign): FullCell => {
  const isFront = front.includes(design);
  const text = isFront ? "on the front" : words[design.state];
  return {
    text: design === pick?.design ? `picked, ${text}` : text,
    tone: isFront ? "good" : tones[design.state],
  };
};

const detailOf = ({ specification, run }: SearchView, design: RunDesign): readonly Block[] => {
  const { id, missed, reason, members, values, planReport } = design;
  const lines = specification.choices.map(({ name }, k) => `${name}  ${design.choices[k] ?? ""}`);
  const figures = specification.metrics.flatMap(({ name, measure }, k) => {
    const value = values[k];
    return value == null ? [] : [`${name} ${measureText(measure, value)}`];
  });
  return [
    ...(reason === undefined ? [] : [paragraph(`It could not be measured: ${reason}.`)]),
    ...(figures.length === 0 ? [] : [paragraph(`${figures.join(", ")}.`)]),
    ...(missed.length === 0
      ? []
      : [paragraph(`It misses ${missed.map(({ limit, by }) => `${limit} by ${sharePercent(by)}`).join(", ")}.`)]),
    ...members.map(member => paragraph(`Network ${member}`)),
    { kind: "code", caption: "Choices", lines },
    ...(planReport === undefined ? [] : [paragraph([{ text: "The report of its plan", leadsTo: planReport }])]),
    ...(planReport === undefined && values.some(value => value !== null) ? [commands(run.folder, id)] : []),
  ];
};

const commands = (folder: string, id: string): Block => ({
  kind: "code",
  caption: "Its plan, and the report of it; in the folder where the run was begun",
  lines: [`mortise compile --from ${folder}:${id} -o ${folder}/plans/${id}`, `mortise report ${folder}/plans/${id}`],
});
