/** What `mortise quantize` says it did: a record for programs and a table for people. */
import type { PlanQuantization } from "../accelerators/plan-quantization.ts";
import {
  accuracyRows,
  choiceRows,
  keptWiderTable,
  quantizationNotes,
  widthTable,
} from "../codegen/summary/quantization.ts";
import { formatTable } from "../codegen/summary/table.ts";
import { stringifyJson } from "../support/stable-json.ts";

export interface QuantizationOutcome {
  readonly model: string;
  readonly sha256: string;
  readonly record: PlanQuantization;
  readonly weightBytes: number;
  readonly settings: Readonly<Record<string, string | number | boolean>>;
  readonly provenance: { readonly version: string; readonly seed: number; readonly command: string };
}

export const recordOf = ({ model, sha256, record, weightBytes, settings, provenance }: QuantizationOutcome): string => {
  const { data, accuracy, bitOps, bitOpsAtEightBits, tensors, mixed } = record;
  return stringifyJson({
    schema: "mortise-quantization-1",
    model: { source: model, sha256 },
    data,
    accuracy,
    bitOps,
    bitOpsAtEightBits,
    weightBytes,
    settings,
    tensors,
    mixed,
    provenance,
  });
};

/** One screen: accuracy, what it rests on, and the widths of each layer. */
export const summaryOf = ({ record, weightBytes }: QuantizationOutcome, files: readonly string[]): string => {
  const rows = [
    ...accuracyRows(record),
    ["Weights", `${(weightBytes / 1024).toFixed(1)} KiB`, "without scales and biases"],
    ...choiceRows(record),
  ];
  return [
    ...formatTable(rows, ["left", "left", "left"]),
    "",
    ...widthTable(record, "quantization.json"),
    ...keptWiderTable(record, "quantization.json").map((line, i) => (i === 0 ? `\n${line}` : line)),
    ...quantizationNotes(record).map(note => `\n${note}`),
    "",
    ...files,
    "",
  ].join("\n");
};
