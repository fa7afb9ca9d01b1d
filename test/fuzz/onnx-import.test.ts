/** Damaged models: whatever the file holds, the import ends in a valid graph or in errors that can be read. */
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { importOnnx } from "../../ir/import/onnx/import-onnx.ts";
import { verifyGraph } from "../../ir/verify.ts";
import { CompileError } from "../../support/diagnostic.ts";
import { randomStream } from "../../support/random.ts";
import { dataPath, hasData } from "../support/data.ts";
import { kitchenSink } from "../support/kitchen-sink.ts";
import { mutateOnnx } from "../support/mutate-onnx.ts";
import { onnxModel } from "../support/onnx-model.ts";

const realModels = ["mnist_cntk.onnx", "tiny07_alibaba_kws.onnx"].filter(name => hasData("models", "onnx", name));
const models = [
  { name: "generated", bytes: onnxModel(kitchenSink) },
  ...realModels.map(name => ({ name, bytes: new Uint8Array(readFileSync(dataPath("models", "onnx", name))) })),
];

/** At least 2000 in all, also where the real models are missing. */
const mutationsPerModel = Math.ceil(2100 / models.length);
/** Far above what an import of these models takes; a blow-up of time is orders of magnitude beyond. */
const secondsPerImport = 10;

describe.each(models)("$name", ({ name, bytes }) => {
  test("undamaged is imported", () => {
    expect(verifyGraph(importOnnx(bytes).graph)).toEqual([]);
  });

  test(`${mutationsPerModel} mutations give valid graphs or readable errors`, () => {
    const donor = models.find(model => model.name !== name)?.bytes ?? bytes;
    const outcomes = { graph: 0, error: 0 };
    for (let seed = 0; seed < mutationsPerModel; seed++) {
      const random = randomStream(seed);
      const damaged = mutateOnnx(bytes, donor, random);
      const start = performance.now();
      outcomes[outcomeOf(damaged, random.integer(0, 1) === 0, `mutation ${seed} of ${name}`)] += 1;
      expect((performance.now() - start) / 1000, `seconds for mutation ${seed}`).toBeLessThan(secondsPerImport);
    }
    // Mutations that never get past the door, or never do harm, would test nothing.
    expect(Math.min(outcomes.graph, outcomes.error)).toBeGreaterThan(mutationsPerModel / 20);
  });
});

const outcomeOf = (damaged: Uint8Array, allowUnsupported: boolean, label: string): "graph" | "error" => {
  try {
    const { graph } = importOnnx(damaged, { file: "damaged.onnx", allowUnsupported });
    expect(verifyGraph(graph), label).toEqual([]);
    return "graph";
  } catch (error) {
    if (!(error instanceof CompileError)) throw new Error(`${label}: ${String(error)}`, { cause: error });
    expect(error.diagnostics.length, label).toBeGreaterThan(0);
    for (const line of error.message.split("\n")) expect(line.length, label).toBeLessThan(4000);
    return "error";
  }
};
