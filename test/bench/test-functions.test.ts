/** The functions of the bench against values worked out by hand from their publications. */
import { expect, test } from "vitest";
import { testFunctions } from "../../bench/test-functions.ts";

const { ZDT1, ZDT2, ZDT3, ZDT4, ZDT6, DTLZ2 } = testFunctions;
const point = (first: number, others: number, count: number): readonly number[] => [
  first,
  ...Array.from({ length: count - 1 }, () => others),
];

const expectNear = (found: readonly number[], expected: readonly number[]) => {
  expect(found).toHaveLength(expected.length);
  for (const [k, value] of expected.entries()) expect(found[k]).toBeCloseTo(value, 12);
};

test("have the variables and bounds of their publications", () => {
  expect(Object.values(testFunctions).map(({ space }) => space.choices.length)).toEqual([30, 30, 30, 10, 10, 12]);
  const bounds = ZDT4.space.choices.map(choice => (choice.kind === "real" ? [choice.low, choice.high] : []));
  expect(bounds.slice(0, 2)).toEqual([
    [0, 1],
    [-5, 5],
  ]);
});

test("ZDT1: 1 − √f on the front; g = 1 + 9·mean of the others", () => {
  expectNear(ZDT1.scores(point(0.25, 0, 30)), [0.25, 0.5]);
  // g = 10, f/g = 0.1: 10 − 10·√0.1.
  expectNear(ZDT1.scores(point(1, 1, 30)), [1, 10 - Math.sqrt(10)]);
});

test("ZDT2: 1 − f²", () => {
  expectNear(ZDT2.scores(point(0.5, 0, 30)), [0.5, 0.75]);
  // g = 5.5: 5.5·(1 − (1/5.5)²).
  expectNear(ZDT2.scores(point(1, 0.5, 30)), [1, 5.5 - 1 / 5.5]);
});

test("ZDT3: 1 − √f − f·sin 10πf", () => {
  // sin 2.5π = 1.
  expectNear(ZDT3.scores(point(0.25, 0, 30)), [0.25, 0.25]);
});

test("ZDT4: g = 1 + 10·9 + Σ (x² − 10·cos 4πx)", () => {
  expectNear(ZDT4.scores(point(0.25, 0, 10)), [0.25, 0.5]);
  // x = 0.5: cos 2π = 1, so that g = 1 + 9·0.25 = 3.25.
  expectNear(ZDT4.scores(point(0, 0.5, 10)), [0, 3.25]);
});

test("ZDT6: f = 1 − e^(−4x)·sin⁶ 6πx, g = 1 + 9·mean^¼", () => {
  // sin 0.5π = 1 at 1/12.
  const f = 1 - Math.exp(-1 / 3);
  expectNear(ZDT6.scores(point(1 / 12, 0, 10)), [f, 1 - f ** 2]);
  // The fourth root of 1/16 is 1/2: g = 5.5, and sin 6π·0 = 0.
  expectNear(ZDT6.scores(point(0, 1 / 16, 10)), [1, 5.5 - 1 / 5.5]);
});

test("DTLZ2: a sphere of radius 1 + Σ (x − 0.5)²", () => {
  expectNear(DTLZ2.scores(point(0, 0.5, 12).with(1, 0)), [1, 0, 0]);
  expectNear(DTLZ2.scores(point(0.5, 0.5, 12)), [0.5, 0.5, Math.SQRT1_2]);
  // Ten variables at 0: radius 1 + 10·0.25.
  expectNear(DTLZ2.scores(point(1, 0, 12)), [0, 0, 3.5]);
});
