/** Every layer under the roof of its accelerator: does memory or do the multipliers hold it back, and how far is it from either. */
import type { PlanAccelerator } from "../../../accelerators/plan.ts";
import { threeDigits } from "../../../support/digits.ts";
import { type ChartSpec, drawChart } from "../chart.ts";
import type { Figure, Table } from "../content.ts";
import { digitsCell, shareCell, wholeCell } from "../numbers.ts";
import { hue } from "../theme.ts";
import type { LayerView, PlanSection } from "./view.ts";

export const roofline: PlanSection = async ({ plan, layers }) => {
  const figures: Figure[] = [];
  for (const [i, accelerator] of plan.accelerators.entries()) {
    const points = pointsOf(layers.filter(view => view.accelerator === accelerator));
    const roof = roofOf(accelerator);
    if (points.length > 0 && roof !== undefined) figures.push(await figureOf(accelerator, points, roof, i));
  }
  if (figures.length === 0) return undefined;
  return {
    id: "roofline",
    title: "Roofline",
    explanation:
      "Each point is a layer with multiplications. The slope is what the memory outside delivers, the flat part what the multipliers can do; a point below both is held back by something else, such as a level on chip, the vector unit, or multipliers that stand idle at its shape. Source: Williams, Waterman, Patterson, CACM 2009.",
    blocks: figures,
  };
};

interface Point {
  readonly view: LayerView;
  /** MACs per byte of the outermost level. */
  readonly intensity: number;
  readonly macsPerCycle: number;
}

/** Layers that don't touch memory outside have no intensity; they stand at the right edge. */
const pointsOf = (layers: readonly LayerView[]): readonly Point[] =>
  layers.flatMap(view => {
    const { layer, accelerator } = view;
    const outermost = accelerator?.levels[0]?.name;
    const traffic = outermost === undefined ? undefined : layer.accesses.perLevel[outermost];
    const bytes = traffic === undefined ? 0 : (traffic.readBits + traffic.writtenBits) / 8;
    if (layer.macs === 0 || layer.latencyCycles === 0 || bytes === 0) return [];
    return [{ view, intensity: layer.macs / bytes, macsPerCycle: layer.macs / layer.latencyCycles }];
  });

interface Roof {
  readonly peak: number;
  readonly bytesPerCycle: number;
}

/** At the fastest mode; the port of the memory outside in the better direction. */
const roofOf = ({ levels, compute }: PlanAccelerator): Roof | undefined => {
  const bandwidth = levels[0]?.bandwidth;
  const fastest = Math.max(...compute.modes.map(({ macsPerCycle }) => macsPerCycle), 0);
  if (bandwidth == null || fastest === 0) return undefined;
  const { shared, readBitsPerCycle, writeBitsPerCycle } = bandwidth;
  const bits = shared ? readBitsPerCycle : readBitsPerCycle + writeBitsPerCycle;
  return { peak: compute.processingElements * fastest, bytesPerCycle: bits / 8 };
};

const figureOf = async (
  { slot, levels }: PlanAccelerator,
  points: readonly Point[],
  { peak, bytesPerCycle }: Roof,
  position: number,
): Promise<Figure> => {
  const bounds = [...new Set(points.map(({ view }) => view.layer.bound))].toSorted();
  const ridge = peak / bytesPerCycle;
  const lowest = Math.min(...points.map(({ intensity }) => intensity), ridge) / 2;
  const highest = Math.max(...points.map(({ intensity }) => intensity), ridge) * 2;
  const roof = [lowest, ridge, highest].map(x => ({ x, y: Math.min(peak, x * bytesPerCycle) }));
  const values = points.map(({ view, intensity, macsPerCycle }) => ({
    x: intensity,
    y: macsPerCycle,
    colour: `var(--${hue(bounds.indexOf(view.layer.bound))})`,
    href: view.link,
    tip: `${view.number}. ${view.layer.name}: ${threeDigits(intensity)} MACs per byte, ${threeDigits(macsPerCycle)} MACs per cycle, bound by ${view.layer.bound}`,
  }));
  const memory = levels[0]?.name ?? "memory";
  const lowestRate = Math.min(...values.map(({ y }) => y), ...roof.map(({ y }) => y));
  const axes = { lowest, highest, lowestRate, peak, memory };
  const picture = await drawChart(
    `Roofline of ${slot}: MACs per cycle over MACs per byte of ${memory}`,
    (width, isNarrow) => ({ width, height: isNarrow ? 260 : 380, layer: [roofMark(roof, axes), pointMark(values)] }),
  );
  return {
    kind: "figure",
    id: `roofline-${position + 1}`,
    title: `${slot}: at most ${threeDigits(peak)} MACs per cycle, ${threeDigits(bytesPerCycle)} bytes per cycle of ${memory}`,
    picture,
    colourings: [
      { name: "one", label: "bound", key: bounds.map((bound, i) => ({ colour: hue(i), label: `bound by ${bound}` })) },
    ],
    behind: tableOf(points, peak, bytesPerCycle, position),
  };
};

interface Axes {
  readonly lowest: number;
  readonly highest: number;
  readonly lowestRate: number;
  readonly peak: number;
  readonly memory: string;
}

const roofMark = (values: readonly object[], { lowest, highest, lowestRate, peak, memory }: Axes): ChartSpec => {
  const [bottom, top] = [lowestRate / 1.5, peak * 1.6];
  return {
    data: { values },
    mark: { type: "line", color: "var(--ink)", strokeWidth: 2 },
    encoding: {
      x: {
        field: "x",
        type: "quantitative",
        scale: { type: "log", domain: [lowest, highest], nice: false },
        axis: axisOf(`MACs per byte of ${memory}`, lowest, highest),
      },
      y: {
        field: "y",
        type: "quantitative",
        scale: { type: "log", domain: [bottom, top], nice: false },
        axis: axisOf("MACs per cycle", bottom, top),
      },
    },
  };
};

const pointMark = (values: readonly object[]): ChartSpec => ({
  data: { values },
  mark: { type: "point", filled: true, size: 70, opacity: 1, stroke: "var(--ground)", strokeWidth: 0.7 },
  encoding: {
    x: { field: "x", type: "quantitative" },
    y: { field: "y", type: "quantitative" },
    color: { field: "colour", type: "nominal", scale: null },
    href: { field: "href" },
    description: { field: "tip" },
  },
});

/** Few lines: decades, and 2 and 5 times each where there are less than three. */
const axisOf = (title: string, low: number, high: number): object => {
  const [first, last] = [Math.floor(Math.log10(low)), Math.ceil(Math.log10(high))];
  const decades = Array.from({ length: last - first + 1 }, (_, i) => 10 ** (first + i));
  const values = decades.length > 4 ? decades : decades.flatMap(decade => [decade, 2 * decade, 5 * decade]);
  return { title, format: "~s", values: values.filter(value => value >= low && value <= high) };
};

const tableOf = (points: readonly Point[], peak: number, bytesPerCycle: number, position: number): Table => ({
  kind: "table",
  id: `roofline-${position + 1}-numbers`,
  caption: "Layers under the roof",
  columns: [
    { name: "Layer", align: "left" },
    { name: "#", align: "right" },
    { name: "MACs per byte", align: "right" },
    { name: "MACs per cycle", align: "right" },
    { name: "Of the roof", align: "right", note: "Of what memory and multipliers would allow at that intensity" },
  ],
  rows: points.map(({ view, intensity, macsPerCycle }) => ({
    cells: [
      { text: view.shortName, full: view.layer.name, leadsTo: view.link },
      wholeCell(view.number),
      digitsCell(intensity),
      digitsCell(macsPerCycle),
      shareCell(macsPerCycle / Math.min(peak, intensity * bytesPerCycle)),
    ],
  })),
});
