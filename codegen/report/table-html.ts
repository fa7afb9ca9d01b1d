/** Tables as HTML. Rows that open are followed by what they open to. */
import type { Block, Cell, FullCell, Row, Table } from "./content.ts";
import { type Markup, markup, trusted } from "./markup.ts";

/** @param inside writes what rows open to. */
export const tableHtml = (table: Table, inside: (blocks: readonly Block[]) => readonly Markup[]): Markup => {
  const { id, caption, columns, rows, hasTools } = table;
  const headings = columns.map(({ name, align, note }) => {
    const title = note === undefined ? undefined : markup` title="${note}"`;
    return markup`<th scope="col" class="${align}"${title}>${name}</th>`;
  });
  return markup`${hasTools === true ? toolsHtml(table) : undefined}
<div class="scroll" tabindex="0" role="region" aria-label="${caption}"><table id="${id}">
<caption>${caption}</caption>
<thead><tr>${headings}</tr></thead>
<tbody>
${rows.map(row => rowHtml(row, columns, inside))}</tbody>
</table></div>
`;
};

/** Shown by the script: without it they would do nothing. */
const toolsHtml = ({ id, caption }: Table): Markup =>
  markup`<div class="tools" hidden data-table="${id}"><label>Filter <input type="search" aria-label="Filter: ${caption}"></label><button type="button" data-does="copy">Copy as CSV</button><span class="count"></span></div>`;

const rowHtml = (
  { id, cells, detail }: Row,
  columns: Table["columns"],
  inside: (blocks: readonly Block[]) => readonly Markup[],
): Markup => {
  const row = cells.map((cell, i) => cellHtml(cell, columns[i]?.align ?? "left", i === 0));
  if (id === undefined) return markup`<tr>${row}</tr>\n`;
  if (detail === undefined) return markup`<tr id="${id}">${row}</tr>\n`;
  return markup`<tr data-opens="${id}">${row}</tr>
<tr class="detail" id="${id}"><td colspan="${columns.length}"><div class="panel">
${inside(detail)}</div></td></tr>
`;
};

/** The first cell names its row. */
const cellHtml = (cell: Cell, align: "left" | "right", isFirst: boolean): Markup => {
  const { text, full, value, leadsTo, tone }: FullCell = typeof cell === "string" ? { text: cell } : cell;
  const tag = trusted(isFirst ? "th" : "td");
  const classes = [widthClass(text, align, isFirst), tone ?? ""].filter(name => name !== "").join(" ");
  const attributes = [
    isFirst ? markup` scope="row"` : undefined,
    classes === "" ? undefined : markup` class="${classes}"`,
    full === undefined || full === text ? undefined : markup` title="${full}"`,
    value === undefined ? undefined : markup` data-value="${value}"`,
  ];
  const shown = leadsTo === undefined ? text : markup`<a href="${leadsTo}">${text}</a>`;
  return markup`<${tag}${attributes}>${shown}</${tag}>`;
};

/** Short texts stay on one line, however narrow the screen. */
const widthClass = (text: string, align: "left" | "right", isFirst: boolean): string => {
  if (align === "right") return "right";
  return text.length <= (isFirst ? 20 : 12) ? "short" : "";
};
