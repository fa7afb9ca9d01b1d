/** How many bits each layer has, what accuracy that leaves, and how sensitive the network is to each of them. */
import type { PlanMixedSearch, PlanQuantization } from "../../../accelerators/plan-quantization.ts";
import type { PlanNetwork } from "../../../accelerators/plan.ts";
import { accuracyRows, choiceRows, keptWiderText, quantizationNotes } from "../../summary/quantization.ts";
import { type Bars, drawLayerBars } from "./layer-bars.ts";
import type { Block, Callout, Cell, Column, Table } from "../content.ts";
import { hue } from "../theme.ts";
import { sensitivityFigure } from "./sensitivity.ts";
import type { LayerView, PlanSection } from "./view.ts";

export const bitWidths: PlanSection = async ({ plan, layers }) => {
  if (layers.length === 0) return undefined;
  const measured = (await Promise.all(plan.networks.map(measuredBlocks))).flat();
  return {
    id: "bits",
    title: "Bits",
    explanation:
      measured.length === 0
        ? "The widths at which costs are counted. No network was quantized for this plan, so that accuracy at these widths is not known."
        : "The widths of each layer's operands, and what was measured of the networks that have them.",
    blocks: [
      {
        kind: "figure",
        id: "bit-bars",
        title: "Bits of each layer's operands",
        picture: await drawLayerBars("Bits of weights and activations, by layer", barsOf(layers), "bits"),
        colourings: [
          {
            name: "one",
            label: "operand",
            key: [
              { colour: weightColour, label: "weights" },
              { colour: activationColour, label: "activations" },
            ],
          },
        ],
        behind: { text: "the table of layers", link: "#layers" },
      },
      ...measured,
    ],
  };
};

const weightColour = hue(0);
const activationColour = hue(1);

const barsOf = (layers: readonly LayerView[]): readonly Bars[] => {
  const row = (title: string, colour: string, bitsOf: (view: LayerView) => number | null): Bars => ({
    title,
    segments: layers.flatMap(view => {
      const bits = bitsOf(view);
      const tip = `${view.number}. ${view.layer.name}: ${title.toLowerCase()} of ${bits ?? 0} bits`;
      return bits === null ? [] : [{ view, value: bits, order: 0, colour, tip }];
    }),
  });
  return [
    row("Weights", weightColour, ({ layer }) => layer.precision.weightBits),
    row("Activations", activationColour, ({ layer }) => layer.precision.activationBits),
  ];
};

const measuredBlocks = async ({ name, quantization }: PlanNetwork, position: number): Promise<readonly Block[]> => {
  if (quantization === undefined) return [];
  const sensitivity = await sensitivityFigure(name, quantization, position);
  return [
    factTable(name, quantization, position),
    ...quantizationNotes(quantization).map((text): Callout => ({ kind: "callout", tone: "warning", text })),
    ...(sensitivity === undefined ? [] : [sensitivity]),
    widthTable(name, quantization, position),
  ];
};

const factTable = (name: string, quantization: PlanQuantization, position: number): Table => ({
  kind: "table",
  id: `quantization-${position + 1}`,
  caption: `${name}: measured`,
  columns: [
    { name: "What", align: "left" },
    { name: "Value", align: "left" },
    { name: "How", align: "left" },
  ],
  rows: [...accuracyRows(quantization), ...choiceRows(quantization)].map(cells => ({ cells })),
});

/** A row per quantized tensor; where widths were chosen, with the noise that speaks for each. */
const widthTable = (name: string, { tensors, mixed }: PlanQuantization, position: number): Table => {
  const columns: readonly Column[] = [
    { name: "Made by, or weights of", align: "left" },
    { name: "Role", align: "left" },
    { name: "Bits", align: "right" },
    ...(mixed === null
      ? []
      : ([
          { name: "Noise", align: "right", note: "At the outputs, of this tensor alone at its width" },
          { name: "One step narrower", align: "right", note: "The same with the next fewer bits" },
          { name: "Kept wider", align: "left", note: "Signal over noise with it alone at the fewest bits" },
        ] as const)),
  ];
  return {
    kind: "table",
    id: `widths-${position + 1}`,
    caption: `${name}: ${tensors.length} quantized tensors`,
    hasTools: true,
    columns,
    rows: tensors.map(({ value, role, bits, layers }) => ({
      cells: [
        layers[0] ?? value,
        role,
        { text: String(bits), value: bits },
        ...(mixed === null ? [] : sensitivityCells(mixed, value, bits)),
      ],
    })),
  };
};

const sensitivityCells = (
  { sensitivities, keptWider }: PlanMixedSearch,
  value: string,
  bits: number,
): readonly Cell[] => {
  const own = sensitivities.filter(entry => entry.value === value);
  const chosen = own.find(entry => entry.bits === bits);
  const [narrower] = own.filter(entry => entry.bits < bits).toSorted((a, b) => b.bits - a.bits);
  const kept = keptWider.find(entry => entry.value === value);
  return [
    noiseCell(chosen?.noise ?? null, ""),
    noiseCell(narrower?.noise ?? null, narrower === undefined ? "" : `${narrower.bits} bits: `),
    kept === undefined ? "" : keptWiderText(kept),
  ];
};

const noiseCell = (noise: number | null, before: string): Cell =>
  noise === null ? "" : { text: `${before}${noise.toExponential(1)}`, value: noise };
