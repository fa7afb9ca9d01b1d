import { expect, test } from "vitest";
import { formatWhole, threeDigits } from "../../support/digits.ts";

test("groups of thousands", () =>
  expect([0, 999, 1000, 1234567].map(formatWhole)).toEqual(["0", "999", "1,000", "1,234,567"]));
test("three digits, zeros among them", () =>
  expect([0.3, 0.343, 30, 8451.5, 17_857_142].map(threeDigits)).toEqual([
    "0.300",
    "0.343",
    "30.0",
    "8,450",
    "17,900,000",
  ]));
test("very large and very small numbers get an exponent", () =>
  expect([1.5e12, 2e-7].map(threeDigits)).toEqual(["1.5e+12", "2e-7"]));
