/** What takes the area, as rectangles of that size. */
import type { PlanAccelerator } from "../../../accelerators/plan.ts";
import { type ChartSpec, drawChart, vegaSchema } from "../chart.ts";
import type { Figure, Table } from "../content.ts";
import { scaled, scaledCell, scaledRange, shareCell, sharePercent } from "../numbers.ts";
import { shade } from "../theme.ts";

/** Empty where nobody says how large the machine is. */
export const areaTreemap = async ({ slot, areaMm2 }: PlanAccelerator, position: number): Promise<readonly Figure[]> => {
  if (areaMm2 === null || areaMm2.total === 0) return [];
  const { total, band, breakdown } = areaMm2;
  const parts = Object.entries(breakdown)
    .filter(([, area]) => area > 0)
    .toSorted((a, b) => b[1] - a[1])
    .map(([name, area], i) => ({ name, area, share: area / total, colour: `var(--${shade(i, 2)})` }));
  // One part would be a picture of nothing.
  if (parts.length < 2) return [];
  const picture = await drawChart(`Area of ${slot} by part`, (width, isNarrow) =>
    treemapSpec(parts, width, isNarrow ? 230 : 260),
  );
  return [
    {
      kind: "figure",
      id: `area-${position + 1}`,
      title: `Area of ${slot}: ${scaled(total, "squareMm")}, ${scaledRange(band, total, "squareMm")} across published tables`,
      picture,
      behind: tableOf(slot, parts, position),
    },
  ];
};

interface AreaPart {
  readonly name: string;
  readonly area: number;
  readonly share: number;
  readonly colour: string;
}

const treemapSpec = (parts: readonly AreaPart[], width: number, height: number): ChartSpec => ({
  $schema: vegaSchema,
  width,
  height,
  padding: 0,
  data: [
    {
      name: "parts",
      values: [
        { id: "whole" },
        ...parts.map(({ name, area, share, colour }) => ({
          id: `part ${name}`,
          parent: "whole",
          area,
          colour,
          name,
          share: sharePercent(share),
          tip: `${name}: ${scaled(area, "squareMm")}, ${sharePercent(share)}`,
        })),
      ],
      transform: [
        { type: "stratify", key: "id", parentKey: "parent" },
        { type: "treemap", field: "area", method: "squarify", ratio: 1.4, paddingInner: 2, size: [width, height] },
        { type: "filter", expr: "isValid(datum.parent)" },
      ],
    },
  ],
  marks: [
    {
      type: "rect",
      from: { data: "parts" },
      encode: {
        enter: {
          x: { field: "x0" },
          x2: { field: "x1" },
          y: { field: "y0" },
          y2: { field: "y1" },
          fill: { field: "colour" },
          description: { field: "tip" },
        },
      },
    },
    textMark("name", 17),
    textMark("share", 33),
  ],
});

/** Names stand only where there is room for them; their width is guessed at 7 pixels a letter. */
const textMark = (field: string, offset: number): object => ({
  type: "text",
  from: { data: "parts" },
  encode: {
    enter: {
      x: { field: "x0", offset: 6 },
      y: { field: "y0", offset },
      fontSize: { value: 12 },
      fill: { value: "var(--ink)" },
      text: {
        signal: `datum.x1 - datum.x0 > 12 + 7 * length(datum.name) && datum.y1 - datum.y0 > ${offset + 4} ? datum.${field} : ''`,
      },
    },
  },
});

const tableOf = (slot: string, parts: readonly AreaPart[], position: number): Table => ({
  kind: "table",
  id: `area-${position + 1}-numbers`,
  caption: `Area of ${slot}`,
  columns: [
    { name: "Part", align: "left" },
    { name: "Area", align: "right" },
    { name: "Share", align: "right" },
  ],
  rows: parts.map(({ name, area, share }) => ({ cells: [name, scaledCell(area, "squareMm"), shareCell(share)] })),
});
