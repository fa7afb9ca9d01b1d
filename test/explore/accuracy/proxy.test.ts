/** Stand-ins for accuracy: statistics by hand, flow against its definition weight by weight, and regions where they can be counted. */
import { describe, expect, test } from "vitest";
import { proxyMeter, proxyValue } from "../../../explore/accuracy/proxy.ts";
import { logDeterminant, regionsOf } from "../../../explore/accuracy/zero-cost/regions.ts";
import { withSeededWeights } from "../../../explore/accuracy/zero-cost/seeded-weights.ts";
import { synflowOf } from "../../../explore/accuracy/zero-cost/synflow.ts";
import { nasBench201 } from "../../../explore/space/networks/nas-bench-201.ts";
import { resnet9 } from "../../../explore/space/networks/resnet9.ts";
import { graphBuilder } from "../../../ir/builder.ts";
import type { Graph } from "../../../ir/graph.ts";
import { tensorType } from "../../../ir/tensor.ts";
import { runOnce } from "../../../train/executor.ts";
import { interpreter } from "../../../train/executors/interpreter.ts";

const precision = { weightBits: 8, activationBits: 8, accumulatorBits: 32 };

/** A convolution of 2 → 3 channels whose sum with its rectified self goes on to 2 classes. */
const branched = (): Graph => {
  const build = graphBuilder("branched");
  const image = build.input("image", tensorType("f32", [1, 2, 3, 3]));
  const weight = build.unknownConstant("weight", tensorType("f32", [3, 2, 1, 1]));
  const bias = build.unknownConstant("bias", tensorType("f32", [3]));
  const window = { strides: [1, 1], pads: [0, 0, 0, 0], group: 1 };
  const first = build.node("conv2d", [image, weight, bias], { ...window, epilogue: ["relu"] });
  const again = build.unknownConstant("again", tensorType("f32", [3, 3, 1, 1]));
  const second = build.node("conv2d", [first, again, first], { ...window, epilogue: ["add", "relu"] });
  const pooled = build.node("reduce_mean", [second], { axes: [2, 3], keep_dims: false });
  const head = build.unknownConstant("head", tensorType("f32", [3, 2]));
  build.output("scores", build.node("matmul", [pooled, head], {}));
  return build.build();
};

test("statistics: parameters, products and contractions on the longest path", async () => {
  const graph = branched();
  expect(await proxyValue("parameters", graph)).toBe(6 + 3 + 9 + 6);
  expect(await proxyValue("macs", graph)).toBe(9 * 6 + 9 * 9 + 6);
  expect(await proxyValue("depth", graph)).toBe(3);
});

test("a share rises with its measure and is told as what it is", async () => {
  const share = (measure: "parameters" | "macs" | "depth", code: number) => {
    const encoding = resnet9.choices.map(() => code);
    const graph = resnet9.graphOf(encoding, { channels: 3, height: 8, width: 8, classes: 10 })!;
    return proxyMeter(measure).accuracyOf({ name: resnet9.nameOf(encoding), graph, precision });
  };
  for (const measure of ["parameters", "macs", "depth"] as const) {
    const [small, large] = [await share(measure, 0), await share(measure, 2)];
    expect(small).toBeGreaterThan(0);
    expect(large).toBeGreaterThan(small);
    expect(large).toBeLessThan(1);
    expect(proxyMeter(measure).source).toMatch(/^proxy of .*, not an accuracy$/);
  }
  expect(proxyMeter().source).toBe(proxyMeter("parameters").source);
});

describe("synaptic flow", () => {
  test("is the sum over all weights of each times its derivative, by differences of single weights", async () => {
    const graph = branched();
    const seeded = withSeededWeights(graph, Math.abs);
    const input = { type: graph.inputs[0]!.type, data: new Float32Array(18).fill(1) };
    const outputs = async (changed: Graph): Promise<number> => {
      const { data } = (await runOnce(interpreter, changed, new Map([["image", input]]))).get("scores")!;
      return Array.from(data, Number).reduce((sum, each) => sum + each, 0);
    };
    const whole = await outputs(seeded);
    let flow = 0;
    for (const { id, data } of seeded.constants)
      for (const [i, value] of Array.from(data ?? [], Number).entries()) {
        // Outputs are linear in a single weight: its part is what is missing without it.
        const constants = seeded.constants.map(each =>
          each.id === id ? { ...each, data: Float32Array.from(data!, (kept, k) => (k === i ? 0 : kept)) } : each,
        );
        if (value !== 0) flow += whole - (await outputs({ ...seeded, constants }));
      }
    expect(await synflowOf(graph, interpreter)).toBeCloseTo(Math.log(flow), 3);
  });

  test("deep networks do not leave the numbers there are", async () => {
    const encoding = [3, 3, 3, 3, 3, 3];
    const graph = nasBench201.graphOf(encoding, { channels: 3, height: 4, width: 4, classes: 10 })!;
    expect(await proxyValue("synflow", graph)).toBeGreaterThan(50);
    expect(await proxyValue("synflow", graph)).toBeLessThan(150);
  });
});

describe("linear regions", () => {
  test("a determinant by hand; a singular matrix has none", () => {
    expect(logDeterminant([4, 2, 2, 5], 2)).toBeCloseTo(Math.log(16), 12);
    expect(logDeterminant([1, 1, 1, 1], 2)).toBe(-Infinity);
  });

  test("a network that rectifies nothing tells no pictures apart, one that does does", async () => {
    const build = graphBuilder("linear");
    const image = build.input("image", tensorType("f32", [1, 1, 2, 2]));
    const weight = build.unknownConstant("weight", tensorType("f32", [1, 1, 1, 1]));
    const window = { strides: [1, 1], pads: [0, 0, 0, 0], group: 1 };
    build.output("scores", build.node("conv2d", [image, weight], window));
    expect(await regionsOf(build.build(), interpreter)).toBe(0);
    const encoding = resnet9.choices.map(() => 0);
    const small = resnet9.graphOf(encoding, { channels: 3, height: 4, width: 4, classes: 2 })!;
    expect(await proxyValue("regions", small)).toBeGreaterThan(0);
    expect(await proxyValue("regions", small)).toBe(await proxyValue("regions", small));
  });
});
