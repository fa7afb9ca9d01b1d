import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { buildAccelerator, targetNamed } from "../../accelerators/targets.ts";
import { type Architecture, type Bandwidth, macModeFor, peCount } from "../../mapping/architecture.ts";
import { mappingFaults } from "../../mapping/check.ts";
import { evaluate } from "../../mapping/evaluate.ts";
import type { Cost } from "../../mapping/cost.ts";
import { map } from "../../mapping/mapper.ts";
import type { Mapping } from "../../mapping/mapping.ts";
import { paretoFront } from "../../mapping/pareto.ts";
import { type Contraction, elementsOf, macsOf } from "../../mapping/workload.ts";
import { type BitsPerCycle, quantity } from "../../support/quantity.ts";
import { contraction, fanOut, smallMachine } from "../support/small-machine.ts";
import { eyerissLike, simbaLike } from "../../accelerators/validation/timeloop-machines.ts";

const noAddingNorSharing = fanOut({
  x: { size: 3, dimensions: ["K", "P", "Q"] },
  y: { size: 5, dimensions: ["C", "R", "S", "G"] },
  multicasts: false,
  reduces: false,
});

const machines: Readonly<Record<string, Architecture>> = {
  small: smallMachine({ overlap: "double-buffered", bufferBytes: 96 }),
  "small, no overlap, plain network": smallMachine({ overlap: "none", grid: noAddingNorSharing }),
  "small, shared windows": smallMachine({ grid: { ...noAddingNorSharing, multicasts: true, sharesWindows: true } }),
  "npu-64": buildAccelerator(targetNamed("npu-64")!).architecture,
  "npu-2048": buildAccelerator(targetNamed("npu-2048")!).architecture,
  eyeriss_like: eyerissLike,
  simba_like: simbaLike,
};

const extent = fc.oneof(fc.constant(1), fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 130 }));
const filter = fc.integer({ min: 1, max: 5 });
const step = fc.integer({ min: 1, max: 3 });
const layers = fc
  .record({
    G: filter,
    N: filter,
    K: extent,
    C: extent,
    P: extent,
    Q: extent,
    R: filter,
    S: filter,
    step,
    spread: step,
  })
  .map(({ step: stride, spread, ...bounds }) =>
    contraction(bounds, {
      strides: [stride, stride],
      dilations: [spread, 1],
      bits: { weights: 8, inputs: 8, outputs: 8, partialSums: 16 },
    }),
  );

const frontOf = (layer: Contraction, architecture: Architecture): readonly { cost: Cost; mapping: Mapping }[] => {
  const result = map(layer, architecture);
  if (!result.feasible) throw new Error(`infeasible: ${JSON.stringify(result.reasons)}`);
  return result.front.map(({ cost, mapping }) => ({ cost, mapping: mapping! }));
};

/** Distinct rows that windows touch: with wide strides, fewer than lie between the first and the last. */
const touched = (outputs: number, taps: number, stride: number, dilation: number): number =>
  new Set(
    Array.from({ length: outputs }, (_, p) =>
      Array.from({ length: taps }, (__, r) => p * stride + r * dilation),
    ).flat(),
  ).size;

const compulsoryBits = (layer: Contraction): { readonly read: number; readonly written: number } => {
  const { G, N, C, P, Q, R, S } = layer.bounds;
  const [strideY, strideX] = layer.strides;
  const [dilationY, dilationX] = layer.dilations;
  const inputs = G * N * C * touched(P, R, strideY, dilationY) * touched(Q, S, strideX, dilationX);
  return {
    read: inputs * layer.bits.inputs + elementsOf(layer, "weights") * layer.bits.weights,
    written: elementsOf(layer, "outputs") * layer.bits.outputs,
  };
};

const widened = (architecture: Architecture, factor: number): Architecture => {
  const wider = (bits: BitsPerCycle): BitsPerCycle => quantity<BitsPerCycle>(bits * factor);
  const widen = (bandwidth: Bandwidth): Bandwidth => {
    switch (bandwidth.kind) {
      case "unlimited":
        return bandwidth;
      case "shared":
        return { kind: "shared", total: wider(bandwidth.total) };
      case "separate":
        return { kind: "separate", read: wider(bandwidth.read), write: wider(bandwidth.write) };
    }
  };
  const levels: Architecture["levels"] = architecture.levels.map(level =>
    Object.assign({}, level, { bandwidth: widen(level.bandwidth) }),
  );
  return { ...architecture, levels };
};

describe.each(Object.entries(machines))("on %s", (_, architecture) => {
  const check = (property: (layer: Contraction) => void): void =>
    fc.assert(fc.property(layers, property), { numRuns: 30, seed: 3 });

  test("every mapping is legal, and no other of the front is better", () => {
    check(layer => {
      const front = frontOf(layer, architecture);
      expect(front.length).toBeGreaterThan(0);
      for (const { mapping } of front) expect(mappingFaults(layer, architecture, mapping)).toEqual([]);
      for (const [i, { cost }] of front.entries())
        for (const other of front.slice(i + 1)) {
          expect(other.cost.latency).toBeGreaterThan(cost.latency);
          expect(other.cost.energy).toBeLessThan(cost.energy);
        }
    });
  });

  test("latency is at least the roofline's", () => {
    check(layer => {
      const mode = macModeFor(architecture.compute, layer.bits)!;
      const { read, written } = compulsoryBits(layer);
      const [{ bandwidth }] = architecture.levels as [Architecture["levels"][number]];
      const memory = bandwidth.kind === "shared" ? (read + written) / bandwidth.total : 0;
      const compute = macsOf(layer) / (peCount(architecture) * mode.macsPerCycle);
      for (const { cost } of frontOf(layer, architecture))
        expect(cost.latency).toBeGreaterThanOrEqual(Math.max(memory, compute));
    });
  });

  test("energy is at least that of the MACs and of moving each tensor once", () => {
    check(layer => {
      const mode = macModeFor(architecture.compute, layer.bits)!;
      const { read, written } = compulsoryBits(layer);
      const [{ access }] = architecture.levels as [Architecture["levels"][number]];
      const least = macsOf(layer) * mode.energy + (read * access.read + written * access.write) / access.wordBits;
      for (const { cost } of frontOf(layer, architecture))
        expect(cost.energy * (1 + 1e-12)).toBeGreaterThanOrEqual(least);
    });
  });

  test("parts of the energy add up", () => {
    check(layer => {
      for (const { cost } of frontOf(layer, architecture)) {
        const parts = cost.levels.map(({ energy }) => energy);
        const rest = [cost.computeEnergy, cost.vectorEnergy, cost.networkEnergy, cost.otherLeakage];
        const sum = [...parts, ...rest].reduce<number>((total, part) => total + part, 0);
        expect(Math.abs(sum / cost.energy - 1)).toBeLessThan(1e-9);
        for (const { accesses, energy, leakage } of cost.levels) {
          const accessed = Object.values(accesses).reduce<number>((total, each) => total + each.energy, leakage);
          expect(Math.abs(accessed - energy)).toBeLessThanOrEqual(1e-9 * energy);
        }
      }
    });
  });

  test("more bandwidth never costs latency under the same mapping", () => {
    check(layer => {
      const wide = widened(architecture, 2);
      for (const { mapping, cost } of frontOf(layer, architecture))
        expect(evaluate(layer, wide, mapping).latency).toBeLessThanOrEqual(cost.latency);
    });
  });

  test("the same question has the same answer", () => {
    check(layer => {
      expect(map(layer, architecture)).toEqual(map(layer, architecture));
    });
  });
});

describe("what does not fit", () => {
  test("names the tensor, the level and the bytes: 8 + 8 + 16 bits twice in 2 bytes lack 6", () => {
    const result = map(contraction({ K: 2 }), smallMachine({ overlap: "double-buffered", bufferBytes: 2 }));
    // No tensor must be held by the small machine's buffer, so all pass by; a machine that insists has no mapping.
    expect(result.feasible).toBe(true);
    const machine = smallMachine({ overlap: "double-buffered", bufferBytes: 2 });
    const levels: Architecture["levels"] = machine.levels.map(level =>
      Object.assign({}, level, { mustHold: level.holds }),
    );
    expect(map(contraction({ K: 2 }), { ...machine, levels })).toEqual({
      feasible: false,
      reasons: [{ kind: "capacity", tensor: "outputs", level: "buffer", excess: 6 }],
    });
  });
  test("operands wider than any MAC", () => {
    const bits = { weights: 16, inputs: 8, outputs: 8, partialSums: 32 };
    expect(map(contraction({ K: 2 }, { bits }), smallMachine())).toEqual({
      feasible: false,
      reasons: [{ kind: "operand-width", weightBits: 16, inputBits: 8 }],
    });
  });
});

test("a front keeps the first of equals and drops what is slower and costlier", () => {
  const point = (name: string, latency: number, energy: number) => ({ name, cost: { latency, energy } });
  const front = paretoFront([point("a", 2, 5), point("b", 1, 9), point("c", 2, 5), point("d", 3, 5), point("e", 4, 1)]);
  expect(front.map(({ name }) => name)).toEqual(["b", "a", "e"]);
});
