import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Histogram, histogramBuilder } from "../../../quant/observers/histogram.ts";
import { observers } from "../../../quant/observers/index.ts";
import { randomStream } from "../../../support/random.ts";

const histogramOf = (...parts: readonly (readonly number[])[]): Histogram => {
  const builder = histogramBuilder();
  for (const part of parts) builder.add(part);
  return builder.build();
};

const normals = (count: number, seed = 1): number[] => {
  const random = randomStream(seed);
  return Array.from({ length: count }, () => random.normal());
};

/** Mean squared error of the codes that a range gives. */
const errorOf = (values: readonly number[], { low, high }: { low: number; high: number }, levels: number): number => {
  const step = (high - low) / (levels - 1);
  const zero = Math.round(-low / step);
  const rounded = (value: number): number =>
    (Math.min(levels - 1, Math.max(0, Math.round(value / step) + zero)) - zero) * step;
  return values.reduce((sum, value) => sum + (value - rounded(value)) ** 2, 0) / values.length;
};

const finite = fc.array(fc.float({ min: -1048576, max: 1048576, noNaN: true }), { minLength: 1, maxLength: 60 });

describe("streaming histograms", () => {
  test("values are counted where they lie", () => {
    const { low, high, count, binWidth, bins } = histogramOf([-1, 0, 0.5, 1]);
    expect({ low, high, count }).toEqual({ low: -1, high: 1, count: 4 });
    expect(binWidth).toBe(2 ** -10);
    expect(bins[2048 - 1024]).toBe(1);
    expect(bins[2048]).toBe(1);
    expect(bins[2048 + 512]).toBe(1);
    expect(bins[2048 + 1024]).toBe(1);
  });

  test("the order of the samples does not matter", () => {
    fc.assert(
      fc.property(finite, finite, finite, (a, b, c) => {
        expect(histogramOf(a, b, c)).toEqual(histogramOf(c, a, b));
      }),
      { seed: 1 },
    );
  });

  test("up to 256 different values are remembered one by one, more are not", () => {
    const pixels = Array.from({ length: 1000 }, (_, i) => (i * 7) % 256);
    const { values } = histogramOf(pixels.slice(0, 500), pixels.slice(500));
    expect(values?.size).toBe(256);
    expect(values?.get(7)).toBe(pixels.filter(pixel => pixel === 7).length);
    expect(histogramOf(pixels, [0.5]).values).toBeUndefined();
  });

  test("nothing is lost, ends are exact, and every bin holds what it claims", () => {
    fc.assert(
      fc.property(finite, values => {
        const { low, high, count, binWidth, bins } = histogramOf(values);
        expect([low, high]).toEqual([Math.min(...values), Math.max(...values)]);
        expect(bins.reduce((sum, n) => sum + n, 0)).toBe(count);
        for (const value of values) expect(bins[Math.floor(value / binWidth) + 2048]).toBeGreaterThan(0);
      }),
      { seed: 2 },
    );
  });

  test("the place of the first NaN or infinity is told", () => {
    expect(histogramBuilder().add([1, 2, NaN, Infinity])).toBe(2);
    expect(histogramBuilder().add([-Infinity])).toBe(0);
    expect(histogramBuilder().add([1, 2])).toBeUndefined();
  });
});

describe.each(Object.values(observers))("observer $name", ({ name, rangeOf }) => {
  test("its range holds 0 and does not reach beyond what was seen", () => {
    fc.assert(
      fc.property(finite, fc.constantFrom(4, 16, 256), (values, levels) => {
        const { low, high } = rangeOf(histogramOf(values), levels);
        expect(low).toBeLessThanOrEqual(0);
        expect(high).toBeGreaterThanOrEqual(0);
        expect(low).toBeGreaterThanOrEqual(Math.min(0, ...values));
        expect(high).toBeLessThanOrEqual(Math.max(0, ...values));
      }),
      { seed: 3, numRuns: 40 },
    );
  });

  test("a constant and zeros give ranges without NaN", () => {
    for (const values of [[0, 0], [3, 3], [-2]]) {
      const { low, high } = rangeOf(histogramOf(values), 16);
      expect([Number.isFinite(low), Number.isFinite(high)]).toEqual([true, true]);
      expect(high > low).toBe(values[0] !== 0);
    }
  });

  test("a single outlier in a million is clipped by all but min-max at 4 bits", () => {
    const builder = histogramBuilder();
    for (let i = 0; i < 100; i++) builder.add(normals(10_000, i + 1));
    builder.add([80]);
    const { high } = rangeOf(builder.build(), 16);
    expect(high <= (name === "min-max" ? 80 : 40)).toBe(true);
    expect(high === 80).toBe(name === "min-max");
  });
});

describe("the least squared error", () => {
  test.each([4, 16, 256])("no other observer has less on normal values with %i codes", levels => {
    const values = normals(20_000);
    const histogram = histogramOf(values);
    const errors = Object.values(observers).map(({ rangeOf }) => errorOf(values, rangeOf(histogram, levels), levels));
    const [, , mse = NaN] = errors;
    expect(mse).toBeLessThanOrEqual(Math.min(...errors) * 1.02);
  });

  test("a wider code never errs more", () => {
    const values = normals(5000);
    const histogram = histogramOf(values);
    const errors = [2, 3, 4, 5, 6, 8].map(bits =>
      errorOf(values, observers.mse.rangeOf(histogram, 2 ** bits), 2 ** bits),
    );
    for (let i = 1; i < errors.length; i++) expect(errors[i]).toBeLessThan(errors[i - 1]!);
  });

  test("four equal peaks on four codes are met exactly", () => {
    const values = [0, 1, 2, 3].flatMap(peak => Array.from({ length: 50 }, () => peak));
    const { low, high } = observers.mse.rangeOf(histogramOf(values), 4);
    expect(errorOf(values, { low, high }, 4)).toBeLessThan(1e-5);
  });

  test.each([
    [0, 255],
    [0, 1],
    [-2, 8],
  ])("pixels between %d and %d, rare ones at the ends, keep all their levels", (low, high) => {
    const levels = Array.from({ length: 256 }, (_, i) => low + (i * (high - low)) / 255);
    const values = levels.flatMap((level, i) => (i === 0 || i === 255 ? [level] : [level, level, level]));
    expect(observers.mse.rangeOf(histogramOf(values), 256)).toEqual({ low, high });
  });
});
