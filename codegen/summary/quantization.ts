/** How a network was quantized, for people: what accuracy was measured on what, which widths were chosen, and what spoke for them. */
import type { PlanKeptWider, PlanMixedSearch, PlanQuantization } from "../../accelerators/plan-quantization.ts";
import { abridge, formatTable } from "./table.ts";

type Row = readonly string[];

const mostRows = 40;
const layerNameWidth = 60;

/** Measured accuracy, and the work at these widths. */
export const accuracyRows = ({ accuracy, data, bitOps, bitOpsAtEightBits }: PlanQuantization): readonly Row[] => {
  const { metric, unit, float, quantized } = accuracy;
  const { calibration, evaluation } = data;
  return [
    ["Accuracy", valueText(quantized, unit), accuracyNote(accuracy)],
    ["Float", valueText(float, unit), `${metric} on ${samplesText(evaluation.samples)} of ${evaluation.source}`],
    ["Calibrated on", samplesText(calibration.samples), calibration.source],
    ["BitOps", `${((100 * bitOps) / bitOpsAtEightBits).toFixed(1)} %`, "of those at 8 bits everywhere"],
  ];
};

/** How widths were chosen; empty where there was no choice. */
export const choiceRows = ({ data: { choice }, mixed, accuracy: { unit } }: PlanQuantization): readonly Row[] => {
  if (choice === null || mixed === null) return [];
  const { lost, standardError } = mixed.trials[mixed.chosen] ?? {};
  const chance = `${(lost ?? 0).toFixed(2)} ± ${(standardError ?? 0).toFixed(2)} ${unit} lost there`;
  return [
    [
      "Chosen by",
      samplesText(choice.samples),
      `${choice.source}${choice.heldOut ? ", others than those that calibrate" : ""}: ${chance}`,
    ],
    ["Search", `${mixed.trials.length} networks run`, `for least ${mixed.objective}; ${greedyNote(mixed)}`],
  ];
};

const valueText = (value: number | null, unit: string): string =>
  value === null ? "exact" : `${value.toFixed(2)} ${unit}`;

const samplesText = (count: number): string => `${count} ${count === 1 ? "sample" : "samples"}`;

const accuracyNote = ({ measuredBy, drop, atLeast }: PlanQuantization["accuracy"]): string => {
  const against = drop === null ? "" : `, ${Math.abs(drop).toFixed(2)} ${drop < 0 ? "above" : "below"} float`;
  return `measured by ${measuredBy}${against}${atLeast === null ? "" : `; at least ${atLeast.toFixed(2)} wanted`}`;
};

const greedyNote = ({ greedyGap, pairMeasurements, rehearsals }: PlanMixedSearch): string => {
  const greedy =
    greedyGap === null ? "greedy finds nothing" : `greedy would be ${(100 * greedyGap).toFixed(1)} % worse`;
  const pairs = pairMeasurements === 0 ? [] : [`layers measured in pairs ${pairMeasurements} times`];
  const rehearsed = rehearsals === 0 ? [] : [`${rehearsals} rehearsed`];
  return [greedy, ...pairs, ...rehearsed].join("; ");
};

/** What a reader must know before believing the accuracy. */
export const quantizationNotes = ({ data, mixed }: PlanQuantization): readonly string[] => [
  ...(data.synthetic ? ["The data are noise: ranges are rough, and accuracy on real data is not known."] : []),
  ...(data.sameSamples ? ["Calibrated on the samples that judge: there was no second set."] : []),
  ...(mixed !== null && data.choice?.heldOut === false && !data.synthetic
    ? ["Widths were chosen by the samples that calibrate: there are too few to part."]
    : []),
  ...(mixed === null ? [] : choiceNotes(mixed)),
];

/** What the tensor would do alone with the fewest bits. */
export const keptWiderText = ({ narrowest, noise, sqnrDb }: PlanKeptWider): string =>
  `${narrowest} bits: ${sqnrDb === null && noise !== 0 ? "no signal left" : valueText(sqnrDb, "dB")}`;

/** Whether the limit is kept, and what the samples that judge had a say in. */
const choiceNotes = ({ trials, chosen }: PlanMixedSearch): readonly string[] => {
  const refused = trials.filter(({ lostInTheEnd }, i) => lostInTheEnd !== null && i !== chosen).length;
  const isNone = trials.every(({ meetsLimit }) => !meetsLimit);
  return [
    ...(isNone ? ["No choice of these widths that was run keeps the limit: the most accurate is taken."] : []),
    ...(refused > 0
      ? [
          `The samples that judge had a say: ${refused} cheaper ${refused === 1 ? "choice" : "choices"} missed the limit there, and widths were repaired.`,
        ]
      : []),
  ];
};

const mostNamed = 12;

/** Which tensors needed more than the fewest bits, and what each would do alone; empty where none did or there was no choice. */
export const keptWiderTable = ({ tensors, mixed }: PlanQuantization, file: string): readonly string[] => {
  const kept = mixed?.keptWider ?? [];
  if (kept.length === 0) return [];
  const rows = kept.slice(0, mostNamed).map(each => {
    const { value, role, layers, bits } = each;
    return [`${abridge(layers[0] ?? value, layerNameWidth)}, ${role}`, String(bits), keptWiderText(each)];
  });
  const more = kept.length > rows.length ? [`… and ${kept.length - rows.length} more tensors in ${file}`] : [];
  return [
    `Kept wider: ${kept.length} of ${tensors.length} tensors. Signal over noise at the worst output with one alone at the fewest bits:`,
    ...formatTable([["made by, or weights of", "bits", "alone"], ...rows], ["left", "right", "left"]),
    ...more,
  ];
};

/** A row per weight. Where widths were chosen, what each costs in noise at the outputs, at its width and one step below. */
export const widthTable = ({ tensors, mixed }: PlanQuantization, file: string): readonly string[] => {
  const bitsOf = new Map(tensors.map(({ value, bits }) => [value, bits]));
  const rows = tensors.flatMap(({ role, value, bits, activation, layers }) => {
    if (role !== "weight") return [];
    const input = activation === null ? undefined : bitsOf.get(activation);
    const name = abridge(layers[0] ?? value, layerNameWidth);
    const inputCells =
      input === undefined || activation === null ? ["float", ""] : [String(input), noiseText(mixed, activation, input)];
    return [[name, String(bits), noiseText(mixed, value, bits), ...inputCells]];
  });
  const heading = ["layer", "weights", mixed === null ? "" : "noise", "input", mixed === null ? "" : "noise"];
  const shown = rows.slice(0, mostRows);
  const more = rows.length > shown.length ? [`… and ${rows.length - shown.length} more layers in ${file}`] : [];
  const isWanted = (column: number): boolean => mixed !== null || (column !== 2 && column !== 4);
  const table = [heading, ...shown].map(row => row.filter((_, column) => isWanted(column)));
  return [
    ...formatTable(table, ["left", "right", ...(mixed === null ? [] : ["left" as const]), "right", "left"]),
    ...more,
  ];
};

/** `1.2e-4 (6 bits: 3e-3)`: at its width, and at the next narrower of the choice. */
const noiseText = (mixed: PlanMixedSearch | null, value: string, bits: number): string => {
  const own = (mixed?.sensitivities ?? []).filter(entry => entry.value === value);
  const at = (entry: (typeof own)[number] | undefined): string => (entry?.noise ?? NaN).toExponential(1);
  const chosen = own.find(entry => entry.bits === bits);
  if (chosen === undefined) return "";
  const [narrower] = own.filter(entry => entry.bits < bits).toSorted((a, b) => b.bits - a.bits);
  return narrower === undefined ? at(chosen) : `${at(chosen)} (${narrower.bits} bits: ${at(narrower)})`;
};
