/** A report's other forms: the same words as the page, and names that can't become markup. */
import { describe, expect, test } from "vitest";
import type { Report } from "../../../codegen/report/content.ts";
import { reportJson } from "../../../codegen/report/json.ts";
import { reportMarkdown } from "../../../codegen/report/markdown.ts";

const report: Report = {
  title: "lenet <b>on</b> npu",
  subtitle: "1. of two",
  sections: [
    {
      id: "layers",
      title: "Layers",
      explanation: "- not a list",
      blocks: [
        { kind: "callout", tone: "good", text: [{ text: "All met.", strong: true }, " Tightest: area."] },
        { kind: "facts", facts: [{ name: "Energy", value: "1.5 µJ", note: "4 to 5" }] },
        { kind: "code", caption: "Nest", lines: ["for K in 4", "```", "  mac"] },
        {
          kind: "table",
          id: "all",
          caption: "All",
          columns: [
            { name: "Layer", align: "left" },
            { name: "Cycles", align: "right" },
          ],
          rows: [
            {
              id: "layer-1",
              cells: ["a|b\n[x](javascript:alert(1))", { text: "5.01 k", value: 5010 }],
              detail: [{ kind: "paragraph", text: "inside" }],
            },
          ],
        },
        {
          kind: "alternatives",
          id: "pairs",
          label: "Metrics",
          options: [
            {
              name: "one",
              blocks: [
                {
                  kind: "figure",
                  id: "chart",
                  title: "A chart",
                  picture: { wide: "<svg/>" },
                  behind: { text: "the table", link: "#all" },
                },
              ],
            },
          ],
        },
      ],
    },
  ],
};

describe("Markdown", () => {
  test("says all that the page says, escaped", () =>
    expect(reportMarkdown(report)).toBe(`\
# lenet \\<b\\>on\\</b\\> npu

1\\. of two

## Layers

\\- not a list

> **All met.** Tightest: area.

- Energy: **1.5 µJ** (4 to 5)

Nest:

\`\`\`\`
for K in 4
\`\`\`
  mac
\`\`\`\`

All:

| Layer | Cycles |
| --- | ---: |
| a\\|b\\\\u000a\\[x\\](javascript:alert(1)) | 5.01 k |

#### a\\|b\\\\u000a\\[x\\](javascript:alert(1))

inside

**A chart**: see the table.
`));
});

describe("JSON", () => {
  test("has numbers in base units beside their texts, and no pictures", () => {
    const text = reportJson(report);
    expect(JSON.parse(text)).toMatchObject({ schema: "mortise-report/1", title: report.title });
    expect(text).toContain('"value": 5010');
    expect(text).not.toContain("<svg");
    expect(reportJson(report)).toBe(text);
  });
});
