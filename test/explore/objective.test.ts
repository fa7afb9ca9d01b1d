import { describe, expect, test } from "vitest";
import { parseLimits } from "../../explore/limits.ts";
import { chooseMappings } from "../../explore/objective.ts";
import { evaluateVector } from "../../mapping/vector.ts";
import type { MappedWorkload } from "../../mapping/mapper.ts";
import type { VectorWorkload } from "../../mapping/workload.ts";
import { type Bits, type Cycles, type Hertz, type Picojoules, quantity } from "../../support/quantity.ts";
import { tinyMachine } from "./tiny-machine.ts";

const workload: VectorWorkload = {
  kind: "vector",
  operation: "relu",
  inputElements: 1,
  outputElements: 1,
  operations: 1,
  inputBits: quantity<Bits>(8),
  outputBits: quantity<Bits>(8),
  operandBits: 8,
  resultBits: 8,
  elementBits: 8,
};
const some = evaluateVector(workload, tinyMachine.accelerator.architecture);
const point = (latency: number, energy: number): MappedWorkload => ({
  workload,
  cost: { ...some, latency: quantity<Cycles>(latency), energy: quantity<Picojoules>(energy) },
});

/* Two layers: fast 10 + 5 cycles at 150 pJ; cheap 20 + 30 cycles at 85 pJ; slowing only the first: 25 cycles at 90 pJ. */
const layers = [
  [{ from: 0, to: 0, front: [point(10, 100), point(20, 40)] }],
  [{ from: 0, to: 0, front: [point(5, 50), point(30, 45)] }],
];
const clock = quantity<Hertz>(1e9);
const choose = (...texts: string[]): readonly unknown[] => {
  const { taken, objective } = chooseMappings(layers, parseLimits(texts), clock);
  return [...taken.map(({ way, option }) => way.front[option]?.cost.latency), objective];
};

describe("chooseMappings", () => {
  /* 15 cycles × 150 pJ = 2250, 25 × 90 = 2250, 50 × 85 = 4250, 40 × 145 = 5800: of the two equals the faster. */
  test("no limit: the least energy-delay product", () =>
    expect(choose()).toEqual([10, 5, "least energy-delay product"]));
  test("a limit on latency: the cheapest within it", () => {
    expect(choose("latency <= 25 cycles")).toEqual([20, 5, "least energy within the limit on latency"]);
    expect(choose("latency <= 25.5 ns")).toEqual([20, 5, "least energy within the limit on latency"]);
    expect(choose("latency <= 1 s")).toEqual([20, 30, "least energy within the limit on latency"]);
  });
  /* At 1 GHz a pJ in a cycle is a mW: 150 pJ ÷ 15 = 10 mW, 90 ÷ 25 = 3.6 mW, 85 ÷ 50 = 1.7 mW. */
  test("a limit on power: the cheapest within all limits, along the whole front", () => {
    const objective = "least energy within all limits";
    expect(choose("power <= 4 mW")).toEqual([20, 30, objective]);
    expect(choose("power <= 4 mW", "latency <= 25 cycles")).toEqual([20, 5, objective]);
    expect(choose("power >= 4 mW")).toEqual([10, 5, objective]);
  });
  /* In pJ · ns: 2250, 2250, 4250. */
  test("a limit on the energy-delay product binds beside one on latency", () => {
    expect(choose("edp <= 2.5e-18 J*s", "latency <= 1 s")).toEqual([20, 5, "least energy within all limits"]);
  });
  test("limits on power that cannot be kept with the others leave the choice to those", () => {
    expect(choose("power <= 3 mW", "latency <= 25 cycles")).toEqual([
      20,
      5,
      "least energy within the limit on latency",
    ]);
  });
  test("throughput limits latency too, and the tightest limit counts", () => {
    expect(choose("throughput >= 4e7 /s")).toEqual([20, 5, "least energy within the limit on latency"]);
    expect(choose("latency <= 1 s", "throughput >= 4e7 /s").slice(0, 2)).toEqual([20, 5]);
  });
  test("a limit that equals a sum of latencies admits it, whatever the unit", () => {
    for (let count = 1; count <= 2000; count++) {
      const { taken } = chooseMappings(
        [[{ from: 0, to: 0, front: [point(1, 9), point(1000 * count, 5)] }]],
        parseLimits([`latency <= ${count} us`]),
        clock,
      );
      expect(taken[0]?.way.front[taken[0].option]?.cost.latency).toBe(1000 * count);
    }
  });
  test("a limit on energy: the fastest within it", () =>
    expect(choose("energy <= 90 pJ")).toEqual([20, 5, "least latency within the limit on energy"]));
  test("limits that cannot be met: as near as it gets", () => {
    expect(choose("latency <= 3 ns")).toEqual([10, 5, "least latency, since the limit on latency cannot be met"]);
    expect(choose("energy <= 80 pJ")).toEqual([20, 30, "least energy, since the limit on energy cannot be met"]);
  });
  test("other limits choose nothing", () => expect(choose("area <= 1 mm2")).toEqual(choose()));
});
