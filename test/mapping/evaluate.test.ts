/** Cases small enough to count on paper. Every number is derived beside it. */
import { describe, expect, test } from "vitest";
import { countAccesses, type Transfer } from "../../mapping/count.ts";
import { evaluate } from "../../mapping/evaluate.ts";
import type { FanOut } from "../../mapping/architecture.ts";
import type { Mapping } from "../../mapping/mapping.ts";
import { evaluateVector } from "../../mapping/vector.ts";
import type { Contraction, TensorName } from "../../mapping/workload.ts";
import { type Bits, quantity } from "../../support/quantity.ts";
import { nest } from "../support/nest.ts";
import { contraction, fanOut, smallMachine } from "../support/small-machine.ts";

const all: readonly TensorName[] = ["weights", "inputs", "outputs"];

const transfer = (
  workload: Contraction,
  mapping: Mapping,
  tensor: TensorName,
  parent: number,
  grid?: FanOut,
): Transfer =>
  countAccesses(workload, smallMachine(grid === undefined ? {} : { grid }), mapping).transfers.find(
    found => found.tensor === tensor && found.parent === parent,
  )!;

describe("three rows times an 8 × 4 matrix on a 4 × 4 array", () => {
  // for k in 2 (memory) { for p in 3 (buffer) { 4 filters × 4 channels at once } }: 2 · 3 = 6 steps of 16 MACs, 96 in all.
  const layer = contraction({ K: 8, C: 4, P: 3 });
  const mapping = nest([
    ["K2", all],
    ["P3 | K4 | C4", all],
    ["", ["weights"]],
  ]);
  const cost = evaluate(layer, smallMachine(), mapping);
  const accesses = (level: number): unknown =>
    Object.fromEntries(
      Object.entries(cost.levels[level]!.accesses).map(([tensor, { reads, fills, updates }]) => [
        tensor,
        [reads, fills, updates],
      ]),
    );

  test("memory reads every weight and input once and receives every output once", () => {
    // Weights 8 · 4 = 32. Inputs 3 · 4 = 12: the loop over k above the buffer does not touch them. Outputs 8 · 3 = 24.
    expect(accesses(0)).toEqual({ weights: [32, 0, 0], inputs: [12, 0, 0], outputs: [0, 0, 24] });
  });
  test("the buffer sends weights once, inputs once per step to all filters, and receives sums over the channels", () => {
    // Weights: p runs directly above the registers and does not touch them, so 16 per k, 32. Inputs: 4 channels a step,
    // each read once for the 4 filters, 24. Outputs: 4 a step, whole at once since all 4 channels meet: no reads.
    expect(accesses(1)).toEqual({ weights: [32, 32, 0], inputs: [24, 12, 0], outputs: [0, 0, 24] });
  });
  test("each register gives its weight at every step", () => {
    expect(accesses(2)).toEqual({ weights: [96, 32, 0] });
  });
  test("energy by part", () => {
    // 8 bits an element and 1 pJ a bit: memory (32 + 12 + 24) · 8; buffer: in 32 + 12 + 24, out 32 + 24; registers: 32 + 96.
    expect(cost.levels.map(({ energy }) => energy)).toEqual([544, 992, 1024]);
    expect(cost.computeEnergy).toBe(96);
    // Bits over the array's wires: 32 weights and 96 inputs of 8 down, 96 products of 16 up.
    expect(cost.networkEnergy).toBe(32 * 8 + 96 * 8 + 96 * 16);
    expect(cost.energy).toBe(544 + 992 + 1024 + 96 + 2560);
  });
  test("latency: memory moves 544 bits at 64 a cycle, longer than 6 steps", () => {
    expect(cost.latency).toBe(9);
    expect(cost.bound).toBe("DRAM");
    expect(cost.utilization).toBeCloseTo(96 / (9 * 16), 12);
  });
  test("double buffers wait for the first 16 weights and 12 inputs and for the last 12 outputs", () => {
    // 8.5 + 224 / 64 + 96 / 64 = 13.5
    expect(evaluate(layer, smallMachine({ overlap: "double-buffered" }), mapping).latency).toBe(14);
  });
  test("without overlap computing and transfers take turns", () => {
    // 6 + 8.5
    expect(evaluate(layer, smallMachine({ overlap: "none" }), mapping).latency).toBe(15);
  });
  test("an epilogue costs operations, and its operands come from memory", () => {
    // 2 operations on 24 outputs at 4 a cycle: 12 cycles; 8 biases of 16 bits.
    const fused = { ...layer, epilogue: { operationsPerOutput: 2, operands: [{ elements: 8, bits: 16 }] } };
    const found = evaluate(fused, smallMachine(), mapping);
    expect(found.latency).toBe(12);
    expect(found.bound).toBe("vector");
    // An operation on a 16-bit sum costs twice one on 8 bits.
    expect(found.vectorEnergy).toBe(96);
    expect(found.levels[0]!.accesses.epilogue).toMatchObject({ reads: 8, readBits: 128, energy: 128 });
  });
});

describe("partial sums that leave and come back", () => {
  // for c in 2 { for p in 3 (both memory) { 4 filters × 4 channels } }: each of the 12 outputs is finished in the second pass.
  const layer = contraction({ K: 4, C: 8, P: 3 });
  const mapping = nest([
    ["C2 P3", all],
    ["| K4 | C4", all],
    ["", ["weights"]],
  ]);
  const { levels } = evaluate(layer, smallMachine(), mapping);

  test("memory receives 24, 12 of them partial, and returns those 12", () => {
    expect(levels[0]!.accesses.outputs).toMatchObject({ updates: 24, reads: 12, fills: 0 });
    // 12 finished outputs of 8 bits, 12 partial ones of 16.
    expect(levels[0]!.accesses.outputs).toMatchObject({ writeBits: 12 * 8 + 12 * 16, readBits: 12 * 16 });
  });
  test("the buffer gets those 12 back, and adds the MACs' sums onto them", () => {
    expect(levels[1]!.accesses.outputs).toMatchObject({ fills: 12, updates: 24, reads: 12 });
  });
  test("inputs and weights", () => {
    expect(levels[0]!.accesses.inputs).toMatchObject({ reads: 24 });
    expect(levels[0]!.accesses.weights).toMatchObject({ reads: 32 });
  });
});

describe("windows", () => {
  const rows = nest([
    ["P4", all],
    ["R3", all],
    ["", ["weights"]],
  ]);
  test.each([
    { stride: 1, dilation: 1, fetched: 6, why: "3 rows, then one new row three times" },
    { stride: 2, dilation: 1, fetched: 9, why: "3 rows, then two new rows three times" },
    { stride: 4, dilation: 1, fetched: 12, why: "no overlap: 3 rows four times" },
    { stride: 1, dilation: 2, fetched: 8, why: "5 rows, then one new row three times" },
  ])("stride $stride, dilation $dilation: $why", ({ stride, dilation, fetched }) => {
    const layer = contraction({ P: 4, R: 3 }, { strides: [stride, 1], dilations: [dilation, 1] });
    expect(transfer(layer, rows, "inputs", 0).sent.total).toBe(fetched);
  });
  test("a loop that moves something else in between makes it start anew", () => {
    const layer = contraction({ P: 4, R: 3, C: 2 });
    const mapping = nest([
      ["P4 C2", all],
      ["R3", all],
      ["", ["weights"]],
    ]);
    expect(transfer(layer, mapping, "inputs", 0).sent.total).toBe(4 * 2 * 3);
  });
  test("taps slide as well: 4 rows, then one new row twice", () => {
    const mapping = nest([
      ["R3", all],
      ["P4", all],
      ["", ["weights"]],
    ]);
    expect(transfer(contraction({ P: 4, R: 3 }), mapping, "inputs", 0).sent.total).toBe(6);
  });
});

describe("fan-outs", () => {
  const grid = fanOut({ x: { size: 4, dimensions: ["P"] }, y: { size: 4, dimensions: ["K", "C"] } });
  const inPes = nest([
    ["", all],
    ["R3 | P4", all],
    ["", ["weights"]],
  ]);
  const layer = contraction({ P: 4, R: 3 });
  test("windows of neighbours are sent apart, one position for each of 4 PEs at each of 3 steps", () => {
    expect(transfer(layer, inPes, "inputs", 1, grid).sent.total).toBe(12);
  });
  test("weights are multicast to all positions", () => {
    expect(transfer(layer, inPes, "weights", 1, grid).sent.total).toBe(3);
    expect(transfer(layer, inPes, "weights", 1, { ...grid, multicasts: false }).sent.total).toBe(12);
  });
  test("shared windows: 4 positions and 3 taps at once touch 6 rows", () => {
    const both = fanOut({ x: { size: 4, dimensions: ["P"] }, y: { size: 4, dimensions: ["R"] } });
    const mapping = nest([
      ["", all],
      ["| P4 | R3", all],
      ["", ["weights"]],
    ]);
    expect(transfer(layer, mapping, "inputs", 1, both).sent.total).toBe(12);
    expect(transfer(layer, mapping, "inputs", 1, { ...both, sharesWindows: true }).sent.total).toBe(6);
  });
  test("where the network does not add, the buffer does", () => {
    const mapping = nest([
      ["", all],
      ["|| C4", all],
      ["", ["weights"]],
    ]);
    const sums = contraction({ C: 4 });
    expect(transfer(sums, mapping, "outputs", 1, grid)).toMatchObject({ updates: { total: 1 }, sent: { total: 0 } });
    const apart = transfer(sums, mapping, "outputs", 1, { ...grid, reduces: false });
    expect(apart).toMatchObject({ updates: { total: 4 }, sent: { total: 3 } });
  });
});

describe("factors that do not divide", () => {
  test("7 filters on 4 PEs take 2 passes, the second with 3 of them", () => {
    const mapping = nest([
      ["K2", all],
      ["P3 | K4", all],
      ["", ["weights"]],
    ]);
    const layer = contraction({ K: 7, P: 3 });
    expect(countAccesses(layer, smallMachine(), mapping).steps).toBe(6);
    const weights = transfer(layer, mapping, "weights", 1);
    expect(weights).toMatchObject({ instances: 4, received: { total: 7, busiest: 2 }, sent: { total: 7 } });
    expect(transfer(layer, mapping, "outputs", 0).updates.total).toBe(21);
    expect(transfer(layer, mapping, "inputs", 1).sent.total).toBe(6);
  });
  test("a window's last piece is short", () => {
    // 7 positions in pieces of 3, 3, 1 under 3 taps: rows 0-4, then 5-7, then 8.
    const mapping = nest([
      ["P3", all],
      ["P3 R3", all],
      ["", ["weights"]],
    ]);
    expect(transfer(contraction({ P: 7, R: 3 }), mapping, "inputs", 0).sent.total).toBe(9);
  });
});

describe("a vector workload", () => {
  const stream = {
    kind: "vector" as const,
    operation: "add",
    inputElements: 20,
    outputElements: 10,
    streamElements: 10,
    operations: 10,
    inputBits: quantity<Bits>(160),
    outputBits: quantity<Bits>(80),
    operandBits: 8,
    resultBits: 8,
    elementBits: 8,
  };
  test("is bound by memory: 240 bits at 64 a cycle", () => {
    expect(evaluateVector(stream, smallMachine())).toMatchObject({ latency: 4, bound: "DRAM", energy: 240 + 10 });
  });
  test("or by its operations: 40 at 4 a cycle", () => {
    expect(evaluateVector({ ...stream, operations: 40 }, smallMachine())).toMatchObject({
      latency: 10,
      bound: "vector",
      vectorEnergy: 40,
    });
  });
  test("or by its elements: a sum over 40 takes a lane's cycle each, whatever comes out", () => {
    const sum = { ...stream, streamElements: 40, outputElements: 1 };
    expect(evaluateVector(sum, smallMachine())).toMatchObject({ latency: 10, bound: "vector" });
  });
  test("data movement has no operations and costs all the same", () => {
    expect(evaluateVector({ ...stream, operations: 0 }, smallMachine())).toMatchObject({ latency: 4, energy: 240 });
  });
});
