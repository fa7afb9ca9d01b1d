import { describe, expect, test } from "vitest";
import { graphBuilder } from "../../ir/builder.ts";
import { tensor, tensorType } from "../../ir/tensor.ts";
import { assignParameters } from "../../quant/assign-parameters.ts";
import { knownRanges } from "../../quant/known-ranges.ts";
import { histogramBuilder } from "../../quant/observers/histogram.ts";

const choice = { observer: "min-max", weightScales: "min-max", perChannel: true } as const;
const histogram = (...values: readonly number[]) => {
  const builder = histogramBuilder();
  builder.add(values);
  return builder.build();
};

describe("ranges that are known without data", () => {
  test("what leaves through a bounded function, fused and moved or not, has the function's range; what stays inside has not, but softmax", () => {
    const builder = graphBuilder("bounded");
    const x = builder.input("x", tensorType("f32", [1, 2]));
    const gate = builder.node("sigmoid", [x], {});
    const weight = builder.constant("w", tensor("f32", [2, 2], [1, 0, 0, 1]));
    const score = builder.node("matmul", [gate, weight], { epilogue: ["sigmoid"] });
    const angle = builder.node("tanh", [gate], {});
    const part = builder.node("softmax", [gate], { axis: 1 });
    builder.output("score", builder.node("reshape", [score], { shape: [2] }));
    builder.output("angle", angle);
    builder.output("part", part);
    builder.output("again", builder.node("exp", [part], {}));
    const ranges = knownRanges(builder.build());
    expect([...ranges]).toEqual([
      [score.id, { low: 0, high: 1 }],
      [angle.id, { low: -1, high: 1 }],
      [part.id, { low: 0, high: 1 - 2 ** -23 }],
    ]);
  });

  test("the scale of probabilities has a reciprocal that is 255 or more in binary32, and reaches 1 all the same", () => {
    const builder = graphBuilder("probabilities");
    const part = builder.node("softmax", [builder.input("x", tensorType("f32", [1, 4]))], { axis: 1 });
    builder.output("y", part);
    const calibration = new Map([[part.id, histogram(0, 0.3)]]);
    const { values } = assignParameters(builder.build(), calibration, new Map([[part.id, 8]]), choice);
    const [scale = NaN] = values.get(part.id)?.scales ?? [];
    expect(Math.fround(1 / scale)).toBeGreaterThanOrEqual(255);
    expect(Math.fround(1 / scale)).toBeLessThan(255.001);
    expect(Math.fround(1 / Math.fround(1 / 255))).toBeLessThan(255);
  });

  test("they take the place of what calibration saw", () => {
    const builder = graphBuilder("rare");
    const x = builder.input("x", tensorType("f32", [4]));
    const score = builder.node("sigmoid", [x], {});
    builder.output("score", score);
    const calibration = new Map([[score.id, histogram(0, 0.01)]]);
    const { values } = assignParameters(builder.build(), calibration, new Map([[score.id, 8]]), choice);
    expect(values.get(score.id)?.scales).toEqual([Math.fround(1 / 255)]);
  });

  test("from 12 bits on one bit is for what calibration did not see", () => {
    const builder = graphBuilder("wide");
    const x = builder.input("x", tensorType("f32", [4]));
    builder.output("y", builder.node("relu", [x], {}));
    const graph = builder.build();
    const spanAt = (bits: number, ...values: readonly number[]): readonly number[] => {
      const calibration = new Map([["x", histogram(...values)]]);
      const { values: found } = assignParameters(graph, calibration, new Map([["x", bits]]), choice);
      const { scales: [scale = NaN] = [], zeroPoints: [zero = NaN] = [] } = found.get("x") ?? {};
      return [-zero * scale, (2 ** bits - 1 - zero) * scale].map(end => Math.round(10 * end) / 10 + 0);
    };
    expect([8, 11, 12, 16].map(bits => spanAt(bits, -1, 3))).toEqual([
      [-1, 3],
      [-1, 3],
      [-3, 5],
      [-3, 5],
    ]);
    expect([spanAt(16, 0, 3), spanAt(16, -3, 0)]).toEqual([
      [0, 6],
      [-6, 0],
    ]);
  });
});
