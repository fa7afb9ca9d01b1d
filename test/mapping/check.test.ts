import { describe, expect, test } from "vitest";
import { mappingFaults } from "../../mapping/check.ts";
import { printMapping } from "../../mapping/print.ts";
import type { TensorName } from "../../mapping/workload.ts";
import { nest } from "../support/nest.ts";
import { contraction, smallMachine } from "../support/small-machine.ts";

const all: readonly TensorName[] = ["weights", "inputs", "outputs"];
const layer = contraction({ K: 8, C: 4, P: 3 });
const legal = [
  ["K2", all],
  ["P3 | K4 | C4", all],
  ["", ["weights"]],
] as const;

test("a legal mapping has no faults, and prints as a nest", () => {
  const mapping = nest(legal);
  expect(mappingFaults(layer, smallMachine(), mapping)).toEqual([]);
  expect(printMapping(mapping, smallMachine())).toBe(
    [
      "DRAM [weights inputs outputs]",
      "  for K in 2",
      "    buffer [weights inputs outputs]",
      "      for P in 3",
      "        parallel x K in 4",
      "          parallel y C in 4",
      "            registers [weights]",
      "              mac",
      "",
    ].join("\n"),
  );
});

describe("faults", () => {
  const faultsOf = (
    buffer: string,
    memory = "K2",
    registers: readonly [string, readonly TensorName[]] = ["", ["weights"]],
    keeps = all,
  ): readonly string[] => mappingFaults(layer, smallMachine(), nest([[memory, all], [buffer, keeps], registers]));

  test.each([
    ["a loop is missing", faultsOf("P3 | K4 |"), "C: the loops leave 4 steps uncovered"],
    ["a loop too many", faultsOf("P3 C2 | K4 | C4"), "C: 2 in 4 pieces leaves some empty, 2 do"],
    ["a piece stays empty", faultsOf("P3 | K4 | C4", "K3"), "K: 3 in 4 pieces leaves some empty, 3 do"],
    ["a bound is no whole number", faultsOf("P3 | K4 | C4", "K2.5"), "K: a loop of 2.5 iterations"],
    ["the axis is too short", faultsOf("P3 | K8 | C4", ""), "buffer, axis x: loops over 8 instances, there are 4"],
    ["the axis does not take it", faultsOf("K4 | P3 | C4"), "buffer, axis x: P may not be unrolled here"],
    [
      "the level does not run it",
      faultsOf("| K4 | C4", "K2", ["P3", ["weights"]]),
      "registers cannot run a loop over P",
    ],
    ["the level does not hold it", faultsOf("P3 | K4 | C4", "K2", ["", all]), "registers cannot hold inputs"],
  ])("%s", (_, faults, expected) => {
    expect(faults).toContain(expected);
  });

  test("tiles overflow: 16 weights, 12 inputs and 12 finished outputs of a byte each", () => {
    const small = smallMachine({ bufferBytes: 39 });
    expect(mappingFaults(layer, small, nest(legal))).toEqual([
      "buffer: tiles of weights, inputs, outputs need 40 bytes, there are 39",
    ]);
    const double = smallMachine({ bufferBytes: 79, overlap: "double-buffered" });
    expect(mappingFaults(layer, double, nest(legal))).toEqual([
      "buffer: tiles of weights, inputs, outputs need 80 bytes with their double buffers, there are 79",
    ]);
  });
  test("partial sums take their own width: 16 bits where the channels take two passes", () => {
    const twoPasses = nest([
      ["K2", all],
      ["C2 P3 | K4 | C2", all],
      ["", ["weights"]],
    ]);
    const small = smallMachine({ bufferBytes: 51 });
    expect(mappingFaults(layer, small, twoPasses)).toEqual([
      "buffer: tiles of weights, inputs, outputs need 52 bytes, there are 51",
    ]);
  });
  test("the outermost level keeps everything, and every level is mapped", () => {
    const bare = nest([["K2", ["weights"]], legal[1], legal[2]]);
    expect(mappingFaults(layer, smallMachine(), bare)).toEqual([
      "inputs must be kept in DRAM, the outermost level",
      "outputs must be kept in DRAM, the outermost level",
    ]);
    expect(mappingFaults(layer, smallMachine(), nest(legal.slice(0, 2)))).toEqual([
      "2 levels mapped, the machine has 3",
    ]);
  });
});
