/** Damaged models: whatever the file holds, the import ends in a valid graph or in errors that can be read. */
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { importOnnx } from "../../ir/import/onnx/import-onnx.ts";
import { verifyGraph } from "../../ir/verify.ts";
import { randomStream } from "../../support/random.ts";
import { dataPath, hasData } from "../support/data.ts";
import { outcomeOf } from "../support/import-outcome.ts";
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
      const options = { file: "damaged.onnx", allowUnsupported: random.integer(0, 1) === 0 };
      outcomes[outcomeOf(() => importOnnx(damaged, options).graph, `mutation ${seed} of ${name}`)] += 1;
    }
    // Mutations that never get past the door, or never do harm, would test nothing.
    expect(Math.min(outcomes.graph, outcomes.error)).toBeGreaterThan(mutationsPerModel / 20);
  });
});
