/** Why this hardware: how many designs there were, which are as good, and what is impossible. */
import type { PlanDesign, PlanSpace } from "../../../accelerators/plan-search.ts";
import { acceleratorText, spaceCoverage } from "../../summary/space.ts";
import { drawChart } from "../chart.ts";
import type { Block, Callout, FullCell, Table } from "../content.ts";
import { paragraph } from "../content.ts";
import type { Scaled } from "../../summary/format.ts";
import { axisUnit, scaled, scaledCell, typeset } from "../numbers.ts";
import type { PlanSection } from "./view.ts";

export const hardwareChoice: PlanSection = async ({ plan }) => {
  const { space } = plan.provenance.search;
  if (space === undefined || space.designs < 2) return undefined;
  const chosen = space.front.find(
    ({ latencySeconds, energyPj }) =>
      latencySeconds === plan.metrics.latencySeconds && energyPj === plan.metrics.energyPj,
  );
  return {
    id: "choice",
    title: "Choice of hardware",
    explanation:
      "Designs that the specification left open, and those of which none is better in every goal than another.",
    blocks: [
      paragraph(`Designs: ${spaceCoverage(space)}.`),
      paragraph([{ text: "Chosen: ", strong: true }, typeset(space.reason)]),
      ...space.conflicts.map(({ statement }): Callout => ({
        kind: "callout",
        tone: "bad",
        text: `Impossible: ${typeset(statement)}`,
      })),
      ...(await frontBlocks(space, chosen)),
    ],
  };
};

const frontBlocks = async (space: PlanSpace, chosen: PlanDesign | undefined): Promise<readonly Block[]> => {
  const { front } = space;
  if (front.length < 2) return [];
  const time = axisUnit(Math.max(...front.map(({ latencySeconds }) => latencySeconds)), "seconds");
  const known = front.flatMap(design => (design.energyPj === null ? [] : [{ design, energyPj: design.energyPj }]));
  if (known.length < front.length) return [tableOf(front, chosen)];
  const energy = axisUnit(Math.max(...known.map(({ energyPj }) => energyPj)), "picojoules");
  const values = known.map(({ design, energyPj }) => ({
    x: design.latencySeconds / time.factor,
    y: energyPj / energy.factor,
    colour: design === chosen ? "var(--hue-1)" : "var(--hue-0)",
    size: design === chosen ? 220 : 70,
    tip: `${nameOf(design)}: ${scaled(design.latencySeconds, "seconds")}, ${scaled(energyPj, "picojoules")}${design === chosen ? " (chosen)" : ""}`,
  }));
  const picture = await drawChart("Energy over latency of the best designs", (width, isNarrow) => ({
    width,
    height: isNarrow ? 220 : 300,
    data: { values },
    mark: { type: "point", filled: true, opacity: 0.9 },
    encoding: {
      x: { field: "x", type: "quantitative", axis: { title: `Latency, ${time.unit}` } },
      y: { field: "y", type: "quantitative", axis: { title: `Energy, ${energy.unit}` } },
      color: { field: "colour", type: "nominal", scale: null },
      size: { field: "size", type: "quantitative", scale: null },
      description: { field: "tip" },
    },
  }));
  const key = [
    { colour: "hue-0", label: "one of the best designs" },
    ...(chosen === undefined ? [] : [{ colour: "hue-1", label: "the design of this plan" }]),
  ];
  return [
    {
      kind: "figure",
      id: "front",
      title: "The best designs",
      picture,
      colourings: [{ name: "one", label: "design", key }],
      behind: tableOf(front, chosen),
    },
  ];
};

const nameOf = ({ accelerators, weightBits, activationBits }: PlanDesign): string =>
  typeset(
    `${accelerators.map(acceleratorText).join(" + ")}, ${weightBits}-bit weights, ${activationBits}-bit activations`,
  );

const tableOf = (front: readonly PlanDesign[], chosen: PlanDesign | undefined): Table => ({
  kind: "table",
  id: "front-numbers",
  caption: `${front.length} best designs`,
  columns: [
    { name: "Design", align: "left" },
    { name: "Latency", align: "right" },
    { name: "Energy", align: "right" },
    { name: "Area", align: "right" },
  ],
  rows: front.map(design => ({
    cells: [
      {
        text: `${nameOf(design)}${design === chosen ? " (chosen)" : ""}`,
        ...(design === chosen ? { tone: "good" as const } : {}),
      },
      scaledCell(design.latencySeconds, "seconds"),
      knownCell(design.energyPj, "picojoules"),
      knownCell(design.areaMm2, "squareMm"),
    ],
  })),
});

const knownCell = (value: number | null, kind: Scaled): FullCell =>
  value === null ? { text: "not known" } : scaledCell(value, kind);
