/** A report for programs: all that the page says, without its pictures. The form is versioned; the same report gives the same bytes. */
import { stringifyJson } from "../../support/stable-json.ts";
import type { Block, Report, Table } from "./content.ts";

export const reportJson = ({ title, subtitle, sections }: Report): string =>
  stringifyJson({
    schema: "mortise-report/1",
    title,
    subtitle,
    sections: sections.map(section => ({ ...section, blocks: section.blocks.map(withoutPictures) })),
  });

const withoutPictures = (block: Block): object => {
  switch (block.kind) {
    case "figure": {
      const { kind, id, title, behind } = block;
      return { kind, id, title, behind: "kind" in behind ? inTable(behind) : behind };
    }
    case "table":
      return inTable(block);
    case "alternatives":
      return {
        ...block,
        options: block.options.map(({ name, blocks }) => ({ name, blocks: blocks.map(withoutPictures) })),
      };
    default:
      return block;
  }
};

const inTable = (table: Table): object => ({
  ...table,
  rows: table.rows.map(({ detail, ...row }) => ({
    ...row,
    ...(detail === undefined ? {} : { detail: detail.map(withoutPictures) }),
  })),
});
