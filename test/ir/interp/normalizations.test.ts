import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { tensorOfType, valuesOf } from "../../support/operators.ts";

const expectClose = (found: readonly number[], expected: readonly number[], digits = 12): void => {
  expect(found).toHaveLength(expected.length);
  for (const [i, value] of expected.entries()) expect(found[i]).toBeCloseTo(value, digits);
};

const mean = (values: readonly number[]): number => values.reduce((sum, x) => sum + x, 0) / values.length;
const lines = fc.array(fc.double({ min: -50, max: 50, noNaN: true }), { minLength: 2, maxLength: 12 });

describe("softmax and log_softmax", () => {
  test("by hand: logits log 1, log 2, log 5", () => {
    const input = tensorOfType("f64[3]", [1, 2, 5].map(Math.log));
    expectClose(valuesOf("softmax", [input], { axis: 0 }), [1 / 8, 2 / 8, 5 / 8]);
    expectClose(valuesOf("log_softmax", [input], { axis: 0 }), [1 / 8, 2 / 8, 5 / 8].map(Math.log));
  });

  test("along the first axis", () => {
    const input = tensorOfType("f64[2,2]", [1, 3, 3, 1].map(Math.log));
    expectClose(valuesOf("softmax", [input], { axis: 0 }), [1 / 4, 3 / 4, 3 / 4, 1 / 4]);
  });

  test("large and infinite logits", () => {
    expect(valuesOf("softmax", [tensorOfType("f32[2]", [1e30, 1e30])], { axis: 0 })).toEqual([0.5, 0.5]);
    expect(valuesOf("softmax", [tensorOfType("f32[2]", [-Infinity, 1])], { axis: 0 })).toEqual([0, 1]);
    expect(valuesOf("softmax", [tensorOfType("f32[2]", [-Infinity, -Infinity])], { axis: 0 })).toEqual([NaN, NaN]);
    expect(valuesOf("log_softmax", [tensorOfType("f32[2]", [-1000, 1000])], { axis: 0 })).toEqual([-2000, 0]);
  });

  test("an axis of no elements", () => {
    expect(valuesOf("softmax", [tensorOfType("f32[2,0]", [])], { axis: 1 })).toEqual([]);
  });

  test("sums to 1, and its logarithm is log_softmax", () => {
    fc.assert(
      fc.property(lines, line => {
        const input = tensorOfType(`f64[${line.length}]`, line);
        const shares = valuesOf("softmax", [input], { axis: 0 });
        expect(shares.reduce((sum, x) => sum + x, 0)).toBeCloseTo(1, 12);
        const logs = valuesOf("log_softmax", [input], { axis: 0 });
        for (const [i, share] of shares.entries()) expect(Math.exp(logs[i] ?? NaN)).toBeCloseTo(share, 12);
      }),
    );
  });
});

describe("layer_normalization", () => {
  test("by hand: 1 and 3 lie one deviation from their mean", () => {
    const input = tensorOfType("f64[2,2]", [1, 3, 10, 30]);
    expectClose(valuesOf("layer_normalization", [input], { axis: 1, epsilon: 0 }), [-1, 1, -1, 1]);
    const [scale, bias] = [tensorOfType("f64[2]", [2, 3]), tensorOfType("f64[2]", [10, 20])];
    expectClose(valuesOf("layer_normalization", [input, scale], { axis: 1, epsilon: 0 }), [-2, 3, -2, 3]);
    expectClose(valuesOf("layer_normalization", [input, scale, bias], { axis: 1, epsilon: 0 }), [8, 23, 8, 23]);
  });

  test("over several axes, epsilon under the root", () => {
    const input = tensorOfType("f64[1,2,2]", [0, 0, 4, 4]);
    expectClose(valuesOf("layer_normalization", [input], { axis: 1, epsilon: 12 }), [-0.5, -0.5, 0.5, 0.5]);
  });

  test("mean 0 and variance 1", () => {
    fc.assert(
      fc.property(lines, line => {
        fc.pre(Math.max(...line) - Math.min(...line) > 1e-3);
        const input = tensorOfType(`f64[${line.length}]`, line);
        const output = valuesOf("layer_normalization", [input], { axis: 0, epsilon: 0 });
        expect(mean(output)).toBeCloseTo(0, 9);
        expect(mean(output.map(x => x * x))).toBeCloseTo(1, 9);
      }),
    );
  });
});

const perChannel = (...values: number[]) => tensorOfType(`f64[${values.length}]`, values);

describe("batch and instance normalization", () => {
  test("batch by hand", () => {
    const input = tensorOfType("f64[2,2,1]", [1, 2, 3, 4]);
    const parameters = [perChannel(2, 1), perChannel(0, 5), perChannel(1, 2), perChannel(3, 0)];
    expectClose(valuesOf("batch_normalization", [input, ...parameters], { epsilon: 1 }), [0, 5, 2, 7]);
  });

  test("instance by hand, each plane by itself", () => {
    const input = tensorOfType("f64[1,2,2]", [1, 3, 10, 30]);
    const output = valuesOf("instance_normalization", [input, perChannel(1, 2), perChannel(0, 7)], { epsilon: 0 });
    expectClose(output, [-1, 1, 5, 9]);
  });

  test("instance normalization is batch normalization with the plane's own moments", () => {
    fc.assert(
      fc.property(lines, line => {
        const input = tensorOfType(`f64[1,1,${line.length}]`, line);
        const [scale, bias] = [perChannel(1.5), perChannel(-2)];
        const moment = mean(line);
        const variance = mean(line.map(x => (x - moment) ** 2));
        const batch = valuesOf(
          "batch_normalization",
          [input, scale, bias, perChannel(moment), perChannel(variance)],
          {},
        );
        expectClose(valuesOf("instance_normalization", [input, scale, bias], {}), batch, 9);
      }),
    );
  });
});

describe("local_response_normalization", () => {
  test("by hand: windows of three and two channels, cut off at the ends", () => {
    const input = tensorOfType("f64[1,3,1]", [1, 2, 3]);
    const attributes = { size: 3, alpha: 3, beta: 1, bias: 1 };
    expectClose(valuesOf("local_response_normalization", [input], attributes), [1 / 6, 2 / 15, 3 / 14]);
    const even = { size: 2, alpha: 2, beta: 1, bias: 1 };
    expectClose(valuesOf("local_response_normalization", [input], even), [1 / 6, 2 / 14, 3 / 10]);
  });

  test("channels, not positions, are neighbours", () => {
    const input = tensorOfType("f64[1,2,2]", [1, 10, 2, 20]);
    const attributes = { size: 3, alpha: 3, beta: 0.5, bias: 0 };
    expectClose(valuesOf("local_response_normalization", [input], attributes), [
      1 / Math.sqrt(5),
      10 / Math.sqrt(500),
      2 / Math.sqrt(5),
      20 / Math.sqrt(500),
    ]);
  });
});

describe("lp_normalization", () => {
  test("by hand, with zeros where the norm is 0", () => {
    const input = tensorOfType("f64[2,2]", [3, -4, 0, 0]);
    expectClose(valuesOf("lp_normalization", [input], { axis: 1, p: 2 }), [0.6, -0.8, 0, 0]);
    expectClose(valuesOf("lp_normalization", [input], { axis: 1, p: 1 }), [3 / 7, -4 / 7, 0, 0]);
    expectClose(valuesOf("lp_normalization", [input], { axis: 0, p: 2 }), [1, -1, 0, 0]);
  });
});
