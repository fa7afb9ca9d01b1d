import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { graphBuilder } from "../../../ir/builder.ts";
import type { Graph } from "../../../ir/graph.ts";
import { evaluate } from "../../../ir/interp/evaluate.ts";
import { type Tensor, tensor, tensorType } from "../../../ir/tensor.ts";
import { adjustLayers } from "../../../quant/rounding/adjust-layers.ts";
import { linearLayersOf, rowOf, weightOf } from "../../../quant/rounding/linear-layer.ts";
import { weightParameters } from "../../../quant/parameters.ts";
import { randomStream } from "../../../support/random.ts";
import type { Dataset } from "../../../train/data/dataset.ts";
import { interpreter } from "../../../train/executors/interpreter.ts";

const normals = (dims: readonly number[], seed: number): Tensor => {
  const random = randomStream(seed);
  return tensor(
    "f32",
    dims,
    Float64Array.from({ length: dims.reduce((a, b) => a * b, 1) }, () => random.normal()),
  );
};

const convolution = (group: number, stride: number, dilation: number, pad: number): Graph => {
  const builder = graphBuilder("convolution");
  const input = builder.input("x", tensorType("f32", [1, 4, 7, 6]));
  const weight = builder.constant("weight", normals([6, 4 / group, 3, 2], 1));
  const attributes = { strides: [stride, 1], pads: [pad, 0, 1, pad], dilations: [dilation, 1], group };
  builder.output("y", builder.node("conv2d", [input, weight], attributes));
  return builder.build();
};

describe("a contraction as rows that meet vectors", () => {
  test("their products are what the interpreter computes, whatever the window", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(1, 2),
        fc.constantFrom(1, 2),
        fc.constantFrom(1, 2),
        fc.constantFrom(0, 1),
        (group, ...window) => {
          const graph = convolution(group, ...window);
          const [layer] = linearLayersOf(graph);
          const input = normals([1, 4, 7, 6], 2);
          const vectors = layer!.vectors(input, 10_000, randomStream(1));
          const { data = [] } = evaluate(graph, new Map([["x", input]])).get("y") ?? {};
          const places = vectors.length / (group * layer!.size);
          for (let row = 0; row < 6; row++)
            for (let place = 0; place < places; place++) {
              const start = (place * group + Math.floor((row * group) / 6)) * layer!.size;
              const sum = rowOf(layer!, weightOf(graph, layer!), row).reduce(
                (total, w, i) => total + w * vectors[start + i]!,
                0,
              );
              expect(sum).toBeCloseTo(data[row * places + place]!, 3);
            }
        },
      ),
      { seed: 1, numRuns: 20 },
    );
  });

  test("learned rounding and corrected biases leave less error than nearest codes, through two layers", async () => {
    const builder = graphBuilder("two layers");
    const input = builder.input("x", tensorType("f32", [1, 12]));
    const hidden = builder.node("matmul", [input, builder.constant("w1", normals([12, 10], 3))], {
      epilogue: ["relu"],
    });
    builder.output("y", builder.node("matmul", [hidden, builder.constant("w2", normals([10, 5], 4))], {}));
    const graph = builder.build();
    const mix = normals([12, 4], 5);
    const samples = Array.from({ length: 80 }, (_, s) => {
      const hiddenOnes = Array.from(normals([4], 100 + s).data);
      return tensor(
        "f32",
        [1, 12],
        Float64Array.from(
          { length: 12 },
          (__, i) => 0.5 + hiddenOnes.reduce((sum, h, k) => sum + h * mix.data[4 * i + k]!, 0),
        ),
      );
    });
    const dataset: Dataset = {
      source: "made up",
      count: 80,
      targets: "none",
      sample: i => ({ name: String(i), inputs: new Map([["x", samples[i]!]]) }),
    };
    const values = new Map(
      ["w1", "w2"].map(id => [id, weightParameters(id, graph.constants.find(c => c.id === id) as Tensor, 3, 1)]),
    );
    const errorOf = async (rounding: "learned" | "nearest", correctBias: boolean): Promise<number> => {
      const { graph: rounded } = await adjustLayers({ graph, scheme: { values } }, dataset, interpreter, {
        rounding,
        correctBias,
        seed: 1,
      });
      let error = 0;
      for (const sample of samples) {
        const [found, wanted] = [rounded, graph].map(g => evaluate(g, new Map([["x", sample]])).get("y")!.data);
        for (const [i, value] of wanted!.entries()) error += (found![i]! - value) ** 2;
      }
      return error;
    };
    const [nearest, corrected, learned] = [
      await errorOf("nearest", false),
      await errorOf("nearest", true),
      await errorOf("learned", true),
    ];
    expect(corrected).toBeLessThan(nearest);
    expect(learned).toBeLessThan(corrected / 2);
  });
});
