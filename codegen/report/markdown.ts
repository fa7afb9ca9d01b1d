/** A report as Markdown: the same words and tables, without pictures. Names of strangers can't become markup here either. */
import { escapeHostile } from "../../support/quote.ts";
import type { Block, Figure, Inline, Report, Table, Text } from "./content.ts";
import { textOf } from "./content.ts";

export const reportMarkdown = ({ title, subtitle, sections }: Report): string =>
  [
    `# ${escaped(title)}`,
    escaped(subtitle),
    ...sections.flatMap(({ title: name, explanation, blocks }) => [
      `## ${escaped(name)}`,
      ...(explanation === "" ? [] : [escaped(explanation)]),
      ...blocks.flatMap(blockMarkdown),
    ]),
  ].join("\n\n") + "\n";

/** Paragraphs, to be parted by empty lines. */
const blockMarkdown = (block: Block): readonly string[] => {
  switch (block.kind) {
    case "paragraph":
      return [textMarkdown(block.text)];
    case "callout":
      return [`> ${textMarkdown(block.text)}`];
    case "facts":
      return [
        block.facts
          .map(
            ({ name, value, note }) =>
              `- ${escaped(name)}: **${escaped(value)}**${note === undefined || note === "" ? "" : ` (${escaped(note)})`}`,
          )
          .join("\n"),
      ];
    case "list":
      return [block.items.map(item => `- ${textMarkdown(item)}`).join("\n")];
    case "code":
      return [`${escaped(block.caption)}:`, fenced(block.lines)];
    case "table":
      return tableMarkdown(block);
    case "figure":
      return figureMarkdown(block);
    case "alternatives":
      return block.options.flatMap(({ blocks }) => blocks.flatMap(blockMarkdown));
  }
};

/** What a picture shows stands in the table behind it. */
const figureMarkdown = ({ title, behind }: Figure): readonly string[] =>
  "kind" in behind
    ? [`**${escaped(title)}**`, ...tableMarkdown(behind)]
    : [`**${escaped(title)}**: see ${escaped(behind.text)}.`];

const rowLine = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;

const tableMarkdown = ({ caption, columns, rows }: Table): readonly string[] => {
  const table = [
    rowLine(columns.map(({ name }) => escaped(name))),
    rowLine(columns.map(({ align }) => (align === "right" ? "---:" : "---"))),
    ...rows.map(({ cells }) => rowLine(cells.map(cell => escaped(textOf(cell))))),
  ].join("\n");
  const details = rows.flatMap(({ cells, detail }) =>
    detail === undefined ? [] : [`#### ${escaped(textOf(cells[0] ?? ""))}`, ...detail.flatMap(blockMarkdown)],
  );
  return [`${escaped(caption)}:`, table, ...details];
};

const textMarkdown = (text: Text): string =>
  typeof text === "string" ? escaped(text) : text.map(inlineMarkdown).join("");

const inlineMarkdown = (inline: Inline): string => {
  if (typeof inline === "string") return escaped(inline);
  const { text, strong } = inline;
  if (strong !== true) return escaped(text);
  // Markdown wants the mark beside the word.
  return `**${escaped(text.trimEnd())}**${text.slice(text.trimEnd().length)}`;
};

/** Whatever begins a tag, a link, emphasis, a cell or a line's form stands for itself. */
const escaped = (text: string): string =>
  escapeHostile(text)
    .replaceAll(/[\\`*_[\]<>|&~]/g, String.raw`\$&`)
    .replace(/^(\s*)([#+-])/, String.raw`$1\$2`)
    .replace(/^(\s*\d+)([.)])(?=\s|$)/, String.raw`$1\$2`);

/** A fence longer than any run of ticks within. */
const fenced = (lines: readonly string[]): string => {
  const ticks = Math.max(2, ...lines.flatMap(line => [...line.matchAll(/`+/g)].map(([run]) => run.length))) + 1;
  const fence = "`".repeat(ticks);
  return [fence, ...lines.map(escapeHostile), fence].join("\n");
};
