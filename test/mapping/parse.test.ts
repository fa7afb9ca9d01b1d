/** The text of a mapping: what is printed reads back as it was, and what cannot be read is blamed on its line. */
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { buildAccelerator, targetNamed } from "../../accelerators/targets.ts";
import { mappingFaults } from "../../mapping/check.ts";
import { map } from "../../mapping/mapper.ts";
import type { Mapping } from "../../mapping/mapping.ts";
import { parseMapping, subjectOf } from "../../mapping/parse.ts";
import { printMapping } from "../../mapping/print.ts";
import { dimensions } from "../../mapping/workload.ts";
import { CompileError } from "../../support/diagnostic.ts";
import { instance, mappingOf, openMachine, smallBounds } from "../support/arbitrary-mapping.ts";
import { contraction, smallMachine } from "../support/small-machine.ts";

const machine = smallMachine();
const layer = contraction({ K: 16, C: 4, P: 7 });
const subject = subjectOf(layer, machine);

const text = `DRAM [weights inputs outputs]
  for K in 4
    buffer [inputs weights outputs]
      for P in 4
        for P in 2
          parallel x K in 4
            parallel y C in 4
              registers [weights]
                mac
`;
const mapping: Mapping = {
  levels: [
    { keeps: ["weights", "inputs", "outputs"], temporal: [{ dimension: "K", bound: 4 }], spatial: { x: [], y: [] } },
    {
      keeps: ["inputs", "weights", "outputs"],
      temporal: [
        { dimension: "P", bound: 4 },
        { dimension: "P", bound: 2 },
      ],
      spatial: { x: [{ dimension: "K", bound: 4 }], y: [{ dimension: "C", bound: 4 }] },
    },
    { keeps: ["weights"], temporal: [], spatial: { x: [], y: [] } },
  ],
};

const faultsOf = (nest: string): readonly string[] => {
  try {
    parseMapping(nest, subject, "nest.txt");
    return [];
  } catch (error) {
    if (!(error instanceof CompileError)) throw error;
    return error.diagnostics.map(({ code, message, where }) => `${where?.line} ${code} ${message}`);
  }
};

test("reads a nest, and prints it again", () => {
  expect(parseMapping(text, subject)).toEqual(mapping);
  expect(printMapping(mapping, machine)).toBe(text);
  expect(mappingFaults(layer, machine, mapping)).toEqual([]);
});

test("neither blanks nor comments, commas, line ends or loops of one iteration matter", () => {
  const untidy = text
    .replaceAll(/^ +/gm, "")
    .replace("[inputs weights outputs]", "[ inputs,weights, outputs ] // all of them")
    .replace("mac", "for S in 1\nmac\n\n// done")
    .replaceAll("\n", "\r\n");
  expect(parseMapping(untidy, subject)).toEqual(mapping);
});

test("random mappings read back as printed", () => {
  let loops = 0;
  const property = fc.property(instance, given => {
    const bounds = smallBounds(given.extents, 100_000);
    const random = contraction(Object.fromEntries(dimensions.map((dimension, d) => [dimension, bounds[d]!])));
    const open = openMachine(given.flags);
    const made = { levels: mappingOf(given, bounds) };
    fc.pre(mappingFaults(random, open, made).length === 0);
    const printed = printMapping(made, open);
    expect(parseMapping(printed, subjectOf(random, open))).toEqual(made);
    loops += printed.split("\n").length - 5;
  });
  fc.assert(property, { numRuns: 300, seed: 11 });
  expect(loops).toBeGreaterThan(1000);
});

test("the mapper's own mappings read back, on a machine whose levels' names have blanks", () => {
  const { architecture } = buildAccelerator(targetNamed("npu-256")!);
  const bits = { weights: 8, inputs: 8, outputs: 8, partialSums: 32 };
  const convolution = contraction({ K: 60, C: 17, P: 13, Q: 13, R: 3, S: 3 }, { bits });
  const result = map(convolution, architecture);
  if (!result.feasible) throw new Error("a plain convolution must fit");
  for (const { mapping: found } of result.front)
    expect(
      printMapping(
        parseMapping(printMapping(found!, architecture), subjectOf(convolution, architecture)),
        architecture,
      ),
    ).toBe(printMapping(found!, architecture));
});

describe("faults name the line and what is wrong in it", () => {
  test.each<[string, string, readonly string[]]>([
    ["                mac\n", "", ["9 MAPPING_SYNTAX the nest ends without mac"]],
    ["for K in 4", "for X in 4", ["2 MAPPING_LOOP there is no dimension X"]],
    ["for K in 4", "for K in four", ["2 MAPPING_LOOP a loop of four iterations"]],
    ["for K in 4", "for K in 0", ["2 MAPPING_LOOP a loop of 0 iterations"]],
    ["for K in 4", "for K in 99999999999999999999", ["2 MAPPING_LOOP a loop of 99999999999999999999 iterations"]],
    ["for K in 4", "for K 4", ["2 MAPPING_SYNTAX this is neither a level, nor a loop, nor mac"]],
    ["for K in 4", "parallel z K in 4", ["2 MAPPING_SYNTAX this is neither a level, nor a loop, nor mac"]],
    ["for K in 4", "parallel x K in 4", ["2 MAPPING_NO_FAN_OUT DRAM, axis x has no fan-out"]],
    ["for K in 4", "for R in 4", ["2 MAPPING_LOOP_TOO_MANY a loop over R too many: the layer has one step of R"]],
    [
      "for K in 4",
      "for K in 16",
      ["6 MAPPING_LOOP_TOO_MANY a loop over K too many: the loops above leave one of its 16 steps"],
    ],
    [
      "for P in 4",
      "for P in 5",
      ["4 MAPPING_LOOP_EMPTY P in 5: of the 7 steps that the loops above leave, pieces of 2 fill 4"],
    ],
    [
      "parallel x K in 4",
      "parallel x P in 4\nparallel x K in 4",
      ["6 MAPPING_LOOP_TOO_MANY a loop over P too many: the loops above leave one of its 7 steps"],
    ],
    [
      "parallel y C in 4",
      "parallel x C in 4",
      ["7 MAPPING_FAN_OUT buffer, axis x: loops over 16 instances, there are 4"],
    ],
    ["parallel y C in 4", "parallel y C in 4\nfor C in 1", ['8 MAPPING_LOOP "for" below "parallel y" in one level']],
    ["buffer [", "bufer [", ["3 MAPPING_LEVEL the machine has no level bufer"]],
    ["registers [weights]", "", ["10 MAPPING_LEVEL the nest lacks registers"]],
    ["registers [weights]", "buffer [weights]", ["8 MAPPING_LEVEL buffer stands here, expected registers"]],
    ["mac", "DRAM []\nmac", ["9 MAPPING_LEVEL DRAM stands here again"]],
    ["registers [weights]", "registers [wieghts]", ["8 MAPPING_TENSOR registers keeps wieghts, which is no tensor"]],
    ["registers [weights]", "registers [weights weights]", ["8 MAPPING_TENSOR registers keeps weights twice"]],
    ["DRAM [", "for N in 1\nDRAM [", ["1 MAPPING_LOOP a loop before the first level"]],
    ["mac", "mac\nmac", ["10 MAPPING_SYNTAX mac ends the nest, but there is more"]],
  ])("%j as %j", (was, is, faults) => {
    const nest = text.replace(was, is);
    expect(nest).not.toBe(text);
    expect(faultsOf(nest)).toEqual(faults);
  });

  test("several are reported at once, but no more than help", () => {
    expect(faultsOf(text.replace("K in 4", "X in 4").replace("mac", "mca"))).toHaveLength(2);
    expect(faultsOf("?\n".repeat(100_000)).length).toBe(20);
    expect(faultsOf("")).toEqual(["1 MAPPING_LEVEL the nest lacks DRAM, buffer, registers"]);
  });

  test("they are printed with the file, the line and what to do", () => {
    const misnamed = text.replace("buffer [", "bufer [");
    expect(() => parseMapping(misnamed, subject, "nest.txt")).toThrow(
      [
        "nest.txt:3: error[MAPPING_LEVEL]: the machine has no level bufer",
        "3 |     bufer [inputs weights outputs]",
        "  help: did you mean buffer? its levels are DRAM, buffer, registers",
      ].join("\n"),
    );
  });
});

const readsBack = (nest: string): boolean => {
  const printed = printMapping(parseMapping(nest, subject), machine);
  return printMapping(parseMapping(printed, subject), machine) === printed;
};

test("damaged texts are read or refused, never a crash", () => {
  const words = [
    "for",
    "parallel x",
    "K",
    "in",
    "mac",
    "[",
    "]",
    "DRAM [weights]",
    "0",
    "9".repeat(30),
    "\n",
    "//",
    "\u0000",
  ];
  const edit = fc.record({
    at: fc.nat({ max: text.length }),
    cut: fc.nat({ max: 12 }),
    put: fc.oneof(fc.constantFrom(...words), fc.string()),
  });
  let refused = 0;
  const property = fc.property(fc.array(edit, { minLength: 1, maxLength: 4 }), edits => {
    let damaged = text;
    for (const { at, cut, put } of edits) damaged = damaged.slice(0, at) + put + damaged.slice(at + cut);
    const isRefused = faultsOf(damaged).length > 0;
    if (isRefused) refused++;
    return isRefused || readsBack(damaged);
  });
  fc.assert(property, { numRuns: 2000, seed: 5 });
  expect(refused).toBeGreaterThan(1000);
});
