import { describe, expect, test } from "vitest";
import { graphBuilder } from "../../../ir/builder.ts";
import { tensor, tensorType } from "../../../ir/tensor.ts";
import { measure } from "../../../quant/accuracy/measure.ts";
import { CompileError } from "../../../support/diagnostic.ts";
import type { Dataset } from "../../../train/data/dataset.ts";
import { interpreter } from "../../../train/executors/interpreter.ts";

const builder = graphBuilder("scores");
builder.output("scores", builder.node("relu", [builder.input("image", tensorType("f32", [1, 3]))], {}));
const scores = builder.build();

/** Class 1 has the largest score, whatever the label says. */
const labelled = (...labels: readonly number[]): Dataset => ({
  source: "set",
  count: labels.length,
  targets: "class",
  sample: index => ({
    name: `set, sample ${index}`,
    inputs: new Map([["image", tensor("f32", [1, 3], [0, 5, 1])]]),
    target: { kind: "class", label: labels[index] ?? NaN },
  }),
});

describe("accuracy on labelled samples", () => {
  test("is the part of right answers", async () => {
    expect((await measure(interpreter, scores, labelled(1, 1, 2, 1), "top-1")).value).toBe(75);
  });
  test.each([3, -1, 1.5])("class %d, which a network of three scores does not know, is a message", async label => {
    const measured = measure(interpreter, scores, labelled(1, label), "top-1");
    const fault: unknown = await measured.catch((error: unknown) => error);
    if (!(fault instanceof CompileError)) throw new Error("a message is expected");
    expect(fault.diagnostics).toMatchObject([{ code: "DATA_LABELS", where: { file: "set, sample 1" } }]);
  });
});
