import { expect, test } from "vitest";
import { type Bits, bytesToHold, type Cycles, quantity } from "../../support/quantity.ts";

test.each([Number.NaN, Number.POSITIVE_INFINITY, -1])("%s is no quantity", value => {
  expect(() => quantity<Cycles>(value)).toThrow(RangeError);
});

test("a started byte counts whole", () => {
  expect([0, 1, 8, 9].map(bits => bytesToHold(quantity<Bits>(bits)))).toEqual([0, 1, 1, 2]);
});
