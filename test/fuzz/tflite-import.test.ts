/** Damaged TensorFlow Lite models: whatever the file holds, the import ends in a valid graph or in errors that can be read. */
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { importTflite } from "../../ir/import/tflite/import-tflite.ts";
import { verifyGraph } from "../../ir/verify.ts";
import { randomStream } from "../../support/random.ts";
import { damageBytes } from "../support/damage-bytes.ts";
import { dataPath, hasData } from "../support/data.ts";
import { outcomeOf } from "../support/import-outcome.ts";
import { tfliteKitchenSink } from "../support/tflite-kitchen-sink.ts";

const realModels = ["mlperftiny_kws_ref_model.tflite"].filter(name => hasData("models", "tflite", name));
const models = [
  { name: "generated", bytes: tfliteKitchenSink() },
  ...realModels.map(name => ({ name, bytes: new Uint8Array(readFileSync(dataPath("models", "tflite", name))) })),
];

/** At least 2000 in all, also where the real models are missing. */
const mutationsPerModel = Math.ceil(2400 / models.length);

describe.each(models)("$name", ({ name, bytes }) => {
  test("undamaged is imported", () => {
    expect(verifyGraph(importTflite(bytes).graph)).toEqual([]);
  });

  test(`${mutationsPerModel} mutations give valid graphs or readable errors`, () => {
    const donor = models.find(model => model.name !== name)?.bytes ?? bytes;
    const outcomes = { graph: 0, error: 0 };
    for (let seed = 0; seed < mutationsPerModel; seed++) {
      const random = randomStream(seed);
      const damaged = damageBytes(bytes, donor, random);
      const allowUnsupported = random.integer(0, 1) === 0;
      const outcome = outcomeOf(
        () => importTflite(damaged, { file: "damaged.tflite", allowUnsupported }).graph,
        `mutation ${seed} of ${name}`,
      );
      outcomes[outcome] += 1;
    }
    // Mutations that never get past the door, or never do harm, would test nothing.
    expect(Math.min(outcomes.graph, outcomes.error)).toBeGreaterThan(mutationsPerModel / 20);
  });
});
