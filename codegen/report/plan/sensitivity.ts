/** What each tensor alone, at each width, leaves of the outputs' signal: what speaks for the widths that were chosen. */
import type { PlanQuantization } from "../../../accelerators/plan-quantization.ts";
import { drawChart } from "../chart.ts";
import type { Figure, Link } from "../content.ts";
import { hue } from "../theme.ts";

/** Undefined where nothing was measured that has a signal over noise. */
export const sensitivityFigure = async (
  name: string,
  { tensors, mixed }: PlanQuantization,
  position: number,
): Promise<Figure | undefined> => {
  const measured = (mixed?.sensitivities ?? []).filter(({ sqnrDb }) => sqnrDb !== null);
  if (measured.length === 0) return undefined;
  const widths = [...new Set(measured.map(({ bits }) => bits))].toSorted((a, b) => a - b);
  const values = measured.flatMap(({ value, bits, sqnrDb }) => {
    const at = tensors.findIndex(tensor => tensor.value === value);
    const tensor = tensors[at];
    if (tensor === undefined) return [];
    const isChosen = tensor.bits === bits;
    return [
      {
        tensor: at + 1,
        sqnrDb,
        colour: `var(--${hue(widths.indexOf(bits))})`,
        ring: isChosen ? "var(--ink)" : "transparent",
        size: isChosen ? 130 : 60,
        tip: `${tensor.layers[0] ?? value}, ${tensor.role}, ${bits} bits: ${(sqnrDb ?? 0).toFixed(1)} dB${isChosen ? " (chosen)" : ""}`,
      },
    ];
  });
  const picture = await drawChart(
    `Signal over noise at the outputs with one tensor of ${name} alone in few bits`,
    (width, isNarrow) => ({
      width,
      height: isNarrow ? 200 : 260,
      data: { values },
      mark: { type: "point", filled: true, opacity: 1, strokeWidth: 2 },
      encoding: {
        x: {
          field: "tensor",
          type: "quantitative",
          scale: { domain: [0.5, tensors.length + 0.5], nice: false },
          axis: { title: "Tensor, in the order of the table", format: "d", tickMinStep: 1, grid: false },
        },
        y: { field: "sqnrDb", type: "quantitative", scale: { zero: false }, axis: { title: "Signal over noise, dB" } },
        fill: { field: "colour", type: "nominal", scale: null },
        stroke: { field: "ring", type: "nominal", scale: null },
        size: { field: "size", type: "quantitative", scale: null },
        description: { field: "tip" },
      },
    }),
  );
  const table: Link = `#widths-${position + 1}`;
  return {
    kind: "figure",
    id: `sensitivity-${position + 1}`,
    title: "Sensitivity: one tensor alone in few bits; the chosen width has a ring",
    picture,
    colourings: [
      { name: "one", label: "width", key: widths.map((bits, i) => ({ colour: hue(i), label: `${bits} bits` })) },
    ],
    behind: { text: "the table of widths", link: table },
  };
};
