import { describe, expect, test } from "vitest";
import { type Judged, verdictsOn } from "../../../quant/mixed/verdict.ts";

const network = (noise: number, ...parts: readonly number[]): Judged => {
  const lost = parts.reduce((sum, part) => sum + part, 0) / parts.length;
  return { noise, lost, parts, standardError: 0.1 };
};

describe("verdicts on networks that were run", () => {
  test("by hand: 1.5 lost in all at a noise of 3 is a half per noise, 1 at a noise of 2; that of 0.8 lost is guessed to lose 0.9", () => {
    expect(verdictsOn([network(1, 0.7, 0.7), network(2, 0.8, 0.8)], 0.91)).toEqual([true, true]);
    expect(verdictsOn([network(1, 0.7, 0.7), network(2, 0.8, 0.8)], 0.89)).toEqual([true, false]);
  });

  test("luck does not excuse noise: what lost 0.2 at four times the noise is refused where what lost 0.3 is not", () => {
    // 0.2 lost per noise: guesses are 0.25, 0.65 and 0.5.
    const networks = [network(1, 0.3, 0.3), network(2, 0.9, 0.9), network(4, 0.2, 0.2)];
    expect(verdictsOn(networks, 0.36)).toEqual([true, false, false]);
  });

  test("little noise does not excuse a measured loss: 0.5 is beyond 0.4, though 0.35 is guessed", () => {
    const networks = [network(1, 0.5, 0.5), network(4, 0.5, 0.5)];
    // 0.2 lost per noise.
    expect(verdictsOn(networks, 0.4)).toEqual([false, false]);
    expect(verdictsOn(networks, 0.51)).toEqual([true, false]);
  });

  test("noise never gains: where networks gained by chance, one that lost is not excused by its noise", () => {
    expect(verdictsOn([network(1, -1, -1), network(2, -1, -1), network(40, 0.9, 0.9)], 0.3)).toEqual([
      true,
      true,
      false,
    ]);
  });

  test("far beyond the limit, and without a finite noise, networks are refused and teach nothing", () => {
    expect(verdictsOn([network(1, 0.5, 0.5), network(2, 60, 60), network(NaN, NaN, NaN)], 1)).toEqual([
      true,
      false,
      false,
    ]);
  });

  test("where nothing may be lost, each is judged by its own loss", () => {
    expect(verdictsOn([network(1, -1, -1), network(2, 0, 0), network(1, 0.1, 0.1)], 0)).toEqual([true, true, false]);
  });
});
