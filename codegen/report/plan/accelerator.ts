/** Each accelerator as a block diagram with sizes and bandwidths, and its area as a treemap. */
import type { PlanAccelerator, PlanLevel } from "../../../accelerators/plan.ts";
import { formatWhole, threeDigits } from "../../../support/digits.ts";
import type { Block, Cell, Figure, Table } from "../content.ts";
import { drawGraph, type Drawing, type DrawingEdge, type DrawingNode } from "../drawing.ts";
import { digitsCell, scaled, shareCell } from "../numbers.ts";
import type { Scaled } from "../../summary/format.ts";
import { areaTreemap } from "./area-treemap.ts";
import type { PlanSection } from "./view.ts";

export const acceleratorDrawing: PlanSection = async ({ plan }) => {
  if (plan.accelerators.length === 0) return undefined;
  const blocks: Block[] = [];
  for (const [i, accelerator] of plan.accelerators.entries())
    blocks.push(...(await blocksOf(accelerator, i, plan.accelerators.length > 1)));
  return {
    id: "accelerator",
    title: plan.accelerators.length > 1 ? "Accelerators" : "Accelerator",
    explanation:
      "Storage levels from the memory outside inward, with what they hold, and what each port moves in a cycle. Bandwidths and sizes are of one instance.",
    blocks,
  };
};

const blocksOf = async (
  accelerator: PlanAccelerator,
  position: number,
  isOneOfSeveral: boolean,
): Promise<readonly Block[]> => {
  const { slot, template, clockHz, technology } = accelerator;
  const figure: Figure = {
    kind: "figure",
    id: `blocks-${position + 1}`,
    title: `${isOneOfSeveral ? `${slot}: ` : ""}${template} at ${scaled(clockHz, "hertz")}, ${technology}`,
    picture: await drawGraph(`Block diagram of ${slot}`, drawingOf(accelerator)),
    behind: levelTable(accelerator, position),
  };
  return [
    ...(accelerator.levels.length === 0 ? [] : [figure]),
    ...(await areaTreemap(accelerator, position)),
    ...resourceTable(accelerator, position),
    parameterTable(accelerator, position),
  ];
};

const drawingOf = (accelerator: PlanAccelerator): Drawing => {
  const { levels, compute, vectorUnit } = accelerator;
  const nodes: readonly DrawingNode[] = [
    ...levels.map(levelNode),
    {
      id: "compute",
      lines: [
        `${formatWhole(compute.processingElements)} processing elements`,
        ...compute.modes.map(
          ({ weightBits, activationBits, macsPerCycle, energyPj }) =>
            `${weightBits} × ${activationBits} bits: ${String(macsPerCycle)} MACs a cycle, ${threeDigits(energyPj)} pJ each`,
        ),
      ],
      shape: "box",
      classes: ["computes"],
      tip: "What multiplies and adds",
    },
    ...(vectorUnit.lanes === 0
      ? []
      : [
          {
            id: "vector",
            lines: ["vector unit", `${formatWhole(vectorUnit.lanes)} lanes`],
            shape: "box",
            classes: ["computes"],
            tip: "What runs everything that is no multiplication of tensors",
          } as const,
        ]),
  ];
  return {
    direction: "down",
    nodes,
    edges: [...levels.map((level, i) => portEdge(level, i, levels)), ...vectorEdge(accelerator)],
  };
};

const levelNode = ({ name, capacityBytes, instances, holds, readPjPerWord, wordBits }: PlanLevel): DrawingNode => ({
  id: `level ${name}`,
  lines: [
    `${name}${instances > 1 ? ` × ${formatWhole(instances)}` : ""}`,
    capacityBytes === null ? "not limited" : scaled(capacityBytes, "bytes"),
    holds.join(", "),
  ],
  shape: "box",
  classes: ["holds"],
  tip: `${name}: ${threeDigits(readPjPerWord / wordBits)} pJ per bit read`,
});

const portEdge = (level: PlanLevel, index: number, levels: readonly PlanLevel[]): DrawingEdge => {
  const next = levels[index + 1];
  const { x, y } = level.fanOut;
  const fan = x.size * y.size > 1 ? `, fans out ${x.size} × ${y.size}` : "";
  return {
    from: `level ${level.name}`,
    to: next === undefined ? "compute" : `level ${next.name}`,
    label: `${portText(level)}${fan}`,
    classes: [],
    goesBoth: true,
    tip: fanText(level),
  };
};

const portText = ({ bandwidth }: PlanLevel): string => {
  if (bandwidth === null) return "not limited";
  const { shared, readBitsPerCycle, writeBitsPerCycle } = bandwidth;
  return shared
    ? `${bytes(readBitsPerCycle)} B a cycle`
    : `${bytes(readBitsPerCycle)} B a cycle read, ${bytes(writeBitsPerCycle)} written`;
};

/** `64` rather than `64.0`. */
const bytes = (bits: number): string => (Number.isInteger(bits / 8) ? formatWhole(bits / 8) : threeDigits(bits / 8));

const fanText = ({ fanOut: { x, y, multicasts, reduces, sharesWindows } }: PlanLevel): string => {
  const axes = [x, y]
    .filter(({ size }) => size > 1)
    .map(({ size, dimensions }) => `${size} along ${dimensions.join(", ")}`);
  const abilities = [
    ...(multicasts ? ["multicasts"] : []),
    ...(reduces ? ["reduces"] : []),
    ...(sharesWindows ? ["shares windows"] : []),
  ];
  return [axes.length === 0 ? "one to one" : axes.join(" and "), ...abilities].join("; ");
};

const vectorEdge = ({ vectorUnit }: PlanAccelerator): readonly DrawingEdge[] => [
  {
    from: `level ${vectorUnit.level}`,
    to: "vector",
    label: `${bytes(vectorUnit.bitsPerCycle)} B a cycle`,
    classes: [],
    goesBoth: true,
  },
];

const levelTable = ({ slot, levels }: PlanAccelerator, position: number): Table => ({
  kind: "table",
  id: `levels-${position + 1}`,
  caption: `Storage levels of ${slot}`,
  columns: [
    { name: "Level", align: "left" },
    { name: "Instances", align: "right" },
    { name: "Size of one", align: "right" },
    { name: "Holds", align: "left" },
    { name: "Port of one", align: "left" },
    { name: "Read, pJ/bit", align: "right" },
    { name: "Write, pJ/bit", align: "right" },
    { name: "Fan-out below", align: "left" },
  ],
  rows: levels.map(level => ({
    cells: [
      level.name,
      { text: formatWhole(level.instances), value: level.instances },
      level.capacityBytes === null
        ? "not limited"
        : { text: scaled(level.capacityBytes, "bytes"), value: level.capacityBytes },
      level.holds.join(", "),
      portText(level),
      digitsCell(level.readPjPerWord / level.wordBits),
      digitsCell(level.writePjPerWord / level.wordBits),
      fanText(level),
    ],
  })),
});

/** What an FPGA has and what of it is taken. */
const resourceTable = ({ slot, resources }: PlanAccelerator, position: number): readonly Table[] => {
  if (resources === undefined || resources.length === 0) return [];
  return [
    {
      kind: "table",
      id: `resources-${position + 1}`,
      caption: `Resources that ${slot} takes of the device`,
      columns: [
        { name: "Resource", align: "left" },
        { name: "Used", align: "right" },
        { name: "Budget", align: "right" },
        { name: "Available", align: "right" },
        { name: "Of available", align: "right" },
      ],
      rows: resources.map(({ name, used, budget, available }) => ({
        cells: [
          name,
          { text: formatWhole(used), value: used, ...(used > budget ? { tone: "bad" as const } : {}) },
          { text: formatWhole(budget), value: budget },
          { text: formatWhole(available), value: available },
          available === 0 ? "" : shareCell(used / available),
        ],
      })),
    },
  ];
};

const parameterTable = ({ slot, template, parameters, areaMm2 }: PlanAccelerator, position: number): Table => ({
  kind: "table",
  id: `parameters-${position + 1}`,
  caption: `Parameters of ${slot}`,
  columns: [
    { name: "Parameter", align: "left" },
    { name: "Value", align: "left" },
  ],
  rows: [
    { cells: ["template", template] },
    ...Object.entries(parameters).map(([name, value]) => ({
      cells: [name, parameterCell(name, value)],
    })),
    ...(areaMm2 === null || areaMm2.total === 0
      ? []
      : [{ cells: ["area", { text: scaled(areaMm2.total, "squareMm"), value: areaMm2.total }] }]),
  ],
});

const parameterKinds: Readonly<Record<string, Scaled>> = { buffer: "bytes", clock: "hertz" };

const parameterCell = (name: string, value: number | string): Cell => {
  if (typeof value === "string") return value;
  const kind = parameterKinds[name];
  if (kind !== undefined) return { text: scaled(value, kind), value };
  return { text: name === "dramBandwidth" ? `${threeDigits(value / 1e9)} GB/s` : formatWhole(value), value };
};
