/** Tensors that stay on chip between layers, counted by hand and held against brute force. */
import { describe, expect, test } from "vitest";
import { mappingFaults } from "../../mapping/check.ts";
import { evaluate } from "../../mapping/evaluate.ts";
import { mapExactly } from "../../mapping/exact/map.ts";
import { map } from "../../mapping/mapper.ts";
import type { Mapping } from "../../mapping/mapping.ts";
import { paretoFront } from "../../mapping/pareto.ts";
import { canStay, homeOf, withResidents } from "../../mapping/resident.ts";
import type { Architecture } from "../../mapping/architecture.ts";
import { evaluateVector } from "../../mapping/vector.ts";
import { elementsOf, type TensorName, tensorNames, type VectorWorkload } from "../../mapping/workload.ts";
import { type Bits, quantity } from "../../support/quantity.ts";
import { everyMapping, mapspaceSize } from "../support/every-mapping.ts";
import { nest } from "../support/nest.ts";
import { randomProblem, randomStream } from "../support/random-problem.ts";
import { contraction, smallMachine } from "../support/small-machine.ts";

const bits = (bytes: number): Bits => quantity<Bits>(8 * bytes);

const machineWith = (tensors: readonly TensorName[], bytes: number, machine = smallMachine()): Architecture =>
  withResidents(machine, homeOf(machine)!, { tensors, bits: bits(bytes) })!;

/*
 * Three rows times a 4 × 8 matrix, and the 3 × 8 result times an 8 × 4 matrix, on 4 × 4 PEs: for k in 2 at memory, p in 3 at the
 * buffer; for c in 2, p in 3 at the buffer. Elements of a byte.
 */
const first = contraction({ K: 8, C: 4, P: 3 });
const second = contraction({ K: 4, C: 8, P: 3 });
const keepers = (home: readonly TensorName[]): readonly TensorName[] =>
  tensorNames.filter(name => !home.includes(name));
const firstMapping = (resident: readonly TensorName[]): Mapping =>
  nest([
    ["K2", keepers(resident)],
    ["P3 | K4 | C4", tensorNames],
    ["", ["weights"]],
  ]);
const secondMapping = (resident: readonly TensorName[]): Mapping =>
  nest([
    ["", keepers(resident)],
    ["C2 P3 | K4 | C4", tensorNames],
    ["", ["weights"]],
  ]);

const dramBits = (layer: typeof first, machine: Architecture, mapping: Mapping): readonly [number, number] => {
  const accesses = Object.values(evaluate(layer, machine, mapping).levels[0]!.accesses);
  return [
    accesses.reduce((sum, { readBits }) => sum + readBits, 0),
    accesses.reduce((sum, { writeBits }) => sum + writeBits, 0),
  ];
};

describe("two layers, the tensor between them in memory or on chip", () => {
  test("in memory it is written once and read once", () => {
    // 32 weights + 12 inputs in, 24 out; 32 weights + 24 inputs in, 12 out.
    expect(dramBits(first, smallMachine(), firstMapping([]))).toEqual([8 * 44, 8 * 24]);
    expect(dramBits(second, smallMachine(), secondMapping([]))).toEqual([8 * 56, 8 * 12]);
  });

  test("on chip its 24 bytes cross the memory bus neither way", () => {
    expect(dramBits(first, machineWith(["outputs"], 24), firstMapping(["outputs"]))).toEqual([8 * 44, 0]);
    expect(dramBits(second, machineWith(["inputs"], 24), secondMapping(["inputs"]))).toEqual([8 * 32, 8 * 12]);
  });

  test("the buffer takes and gives it all the same, but nothing is brought there", () => {
    // First: p runs over all 24 outputs, each whole at once since 4 channels meet. Second: 4 channels × 3 rows, twice: each once.
    const [, bufferOfFirst] = evaluate(first, machineWith(["outputs"], 24), firstMapping(["outputs"])).levels;
    expect(bufferOfFirst?.accesses.outputs).toMatchObject({ reads: 0, fills: 0, updates: 24, writeBits: 8 * 24 });
    const [, bufferOfSecond] = evaluate(second, machineWith(["inputs"], 24), secondMapping(["inputs"])).levels;
    expect(bufferOfSecond?.accesses.inputs).toMatchObject({ reads: 24, fills: 0, readBits: 8 * 24 });
  });

  test("the bus is free sooner: 352 bits at 64 a cycle instead of 544", () => {
    expect(evaluate(first, smallMachine(), firstMapping([])).latency).toBe(9);
    expect(evaluate(first, machineWith(["outputs"], 24), firstMapping(["outputs"])).latency).toBe(6);
  });
});

describe("what residents leave of the buffer", () => {
  // Tiles: 16 weights under the loop over k and 12 inputs, 28 bytes; residents 24 outputs.
  const machine = (bytes: number): Architecture => machineWith(["outputs"], 24, smallMachine({ bufferBytes: bytes }));
  test("must hold the tiles of the others, once", () => {
    expect(mappingFaults(first, machine(52), firstMapping(["outputs"]))).toEqual([]);
    expect(mappingFaults(first, machine(51), firstMapping(["outputs"]))).toHaveLength(1);
  });

  test("partial sums that wait there need room for their width", () => {
    // for c in 4 at memory: sums of 16 bits come back, 24 bytes more than finished ones take; 8 weights and 3 inputs beside.
    const layer = contraction({ K: 8, C: 4, P: 3 });
    const spilling = nest([
      ["C4", ["weights", "inputs"]],
      ["P3 K2 | K4 |", tensorNames],
      ["", ["weights"]],
    ]);
    expect(mappingFaults(layer, machine(24 + 24 + 11), spilling)).toEqual([]);
    expect(mappingFaults(layer, machine(24 + 24 + 10), spilling)).toHaveLength(1);
    const { accesses } = evaluate(layer, machine(100), spilling).levels[1]!;
    expect(accesses.outputs).toMatchObject({ reads: 3 * 24, updates: 4 * 24 });
  });

  test("a tensor at home may not lie elsewhere, nor pass it by", () => {
    expect(mappingFaults(first, machineWith(["outputs"], 24), firstMapping([])).join()).toMatch(
      /DRAM cannot hold outputs/,
    );
    const passing = nest([
      ["K2", ["weights", "inputs"]],
      ["P3 | K4 | C4", ["weights", "inputs"]],
      ["", ["weights"]],
    ]);
    expect(mappingFaults(first, machineWith(["outputs"], 24), passing).join()).toMatch(/outputs may not bypass buffer/);
  });

  test("no more than there is", () => {
    const small = smallMachine({ bufferBytes: 24 });
    expect(withResidents(small, homeOf(small)!, { tensors: ["outputs"], bits: bits(24) })).toBeUndefined();
  });
});

describe("a relu of 100 bytes", () => {
  const relu: VectorWorkload = {
    kind: "vector",
    operation: "relu",
    inputElements: 100,
    outputElements: 100,
    operations: 100,
    inputBits: bits(100),
    outputBits: bits(100),
    operandBits: 8,
    resultBits: 8,
    elementBits: 8,
  };
  const from = (inputs: number, outputs: number): VectorWorkload => ({
    ...relu,
    elsewhere: {
      level: "buffer",
      inputElements: inputs,
      outputElements: outputs,
      inputBits: bits(inputs),
      outputBits: bits(outputs),
    },
  });
  const costOf = (workload: VectorWorkload): readonly unknown[] => {
    const { latency, bound, levels } = evaluateVector(workload, smallMachine());
    return [latency, bound, ...levels.slice(0, 2).map(({ energy }) => energy)];
  };

  test("from memory and back: 1,600 bits at 64 a cycle and 1 pJ each, as long as 100 operations of 4 lanes", () =>
    expect(costOf(relu)).toEqual([25, "vector", 1600, 0]));
  test("from the buffer to memory: half of the bits each", () =>
    expect(costOf(from(100, 0))).toEqual([25, "vector", 800, 800]));
  test("within the buffer", () => expect(costOf(from(100, 100))).toEqual([25, "vector", 0, 1600]));
  test("moving without operations takes a lane's cycle per element", () => {
    expect(costOf({ ...from(100, 100), operations: 0 })).toEqual([25, "vector", 0, 1600]);
    // From memory the bus takes as long: 800 bits in, 800 out.
    expect(costOf({ ...relu, operations: 0 })).toEqual([25, "vector", 1600, 0]);
  });
});

test("an operand of the epilogue is read where it lies", () => {
  const reading = (level?: string) =>
    contraction(first.bounds, {
      epilogue: {
        operationsPerOutput: 1,
        operands: [
          { elements: 8, bits: 16 },
          { elements: 24, bits: 8, ...(level === undefined ? {} : { level }) },
        ],
      },
    });
  const epilogues = (level?: string): readonly unknown[] =>
    evaluate(reading(level), smallMachine(), firstMapping([])).levels.map(
      ({ accesses }) => accesses.epilogue?.readBits,
    );
  expect(epilogues()).toEqual([8 * 16 + 24 * 8, undefined, undefined]);
  expect(epilogues("buffer")).toEqual([8 * 16, 24 * 8, undefined]);
});

test("the exact front on a machine with residents equals brute force", { timeout: 120_000 }, () => {
  let compared = 0;
  for (let seed = 1; compared < 60 && seed < 5000; seed++) {
    const random = randomStream(seed);
    const { layer: open, machine: whole } = randomProblem(random);
    const home = homeOf(whole);
    if (home === undefined) continue;
    const tensors = tensorNames.filter(tensor => canStay(home, tensor) && random() < 0.6);
    if (tensors.length === 0) continue;
    const room = tensors.reduce((sum, tensor) => sum + elementsOf(open, tensor) * open.bits[tensor], 0);
    const machine = withResidents(whole, home, { tensors, bits: quantity<Bits>(Math.floor(room * random())) });
    const [operand] = open.epilogue.operands;
    const layer =
      operand === undefined
        ? open
        : { ...open, epilogue: { ...open.epilogue, operands: [{ ...operand, level: home.level.name }] } };
    if (machine === undefined || mapspaceSize(layer, machine) > 1500) continue;
    const expected = paretoFront(
      [...everyMapping(layer, machine)].map(mapping => ({ cost: evaluate(layer, machine, mapping) })),
    );
    const exact = mapExactly(layer, machine);
    const found = exact.feasible ? exact.front : [];
    expect([seed, found.map(({ cost }) => cost.latency)]).toEqual([seed, expected.map(({ cost }) => cost.latency)]);
    for (const [i, { cost }] of found.entries()) expect(cost.energy / expected[i]!.cost.energy).toBeCloseTo(1, 9);
    const plain = map(layer, machine);
    expect([seed, plain.feasible && expected.length === 0]).toEqual([seed, false]);
    compared += expected.length > 0 ? 1 : 0;
  }
  expect(compared).toBe(60);
});
