import { readFileSync } from "node:fs";
import { gunzipSync } from "fflate";
import { expect, test } from "vitest";
import { readCsv } from "../../../../explore/accuracy/csv.ts";
import { macro } from "../../../../explore/space/networks/macro.ts";
import { verifyGraph } from "../../../../ir/verify.ts";
import { dataPath, describeWithData } from "../../../support/data.ts";
import { countsOf, task } from "./counts.ts";

const codesOf = (name: string): readonly number[] => Array.from(name, Number);

/** `params` and `flops` of nas-bench-macro_cifar10.json (github.com/xiusu/NAS-Bench-Macro). */
const published = [
  { name: "00000000", parameters: 387_882, macs: 7_713_280 },
  { name: "10000000", parameters: 396_298, macs: 12_128_768 },
  { name: "00000001", parameters: 791_594, macs: 14_115_328 },
  { name: "11111111", parameters: 1_588_874, macs: 53_246_464 },
  { name: "22222222", parameters: 2_932_586, macs: 105_660_928 },
];

test.each(published)("$name has the published parameters and FLOPs", ({ name, ...counts }) => {
  const graph = macro.graphOf(codesOf(name), task)!;
  expect(verifyGraph(graph)).toEqual([]);
  expect(countsOf(graph)).toEqual(counts);
  expect(macro.nameOf(codesOf(name))).toBe(name);
});

test("identities inside a stage come last, those that halve the picture stay", () => {
  expect(macro.canonical([0, 1, 0, 0, 2, 1, 0, 1])).toEqual([0, 1, 0, 2, 0, 1, 1, 0]);
  expect(macro.canonical([0, 1, 0, 2, 0, 1, 1, 0])).toEqual([0, 1, 0, 2, 0, 1, 1, 0]);
});

describeWithData("the benchmark's table", () => {
  const rows = readCsv(new TextDecoder().decode(gunzipSync(readFileSync(dataPath("nas", "nas-bench-macro.csv.gz")))));

  test("has the parameters and FLOPs of our networks", () => {
    for (const [name = "", , , parameters, flops] of rows.slice(1).filter((_, index) => index % 41 === 0))
      expect({ name, ...countsOf(macro.graphOf(codesOf(name), task)!) }).toEqual({
        name,
        macs: Number(flops),
        parameters: Number(parameters),
      });
  });

  test("has one accuracy for networks that differ only in where an identity stands", () => {
    const accuracy = new Map(rows.slice(1).map(([name = "", mean]) => [name, mean]));
    for (const [name, mean] of accuracy) expect(mean).toBe(accuracy.get(macro.canonical(codesOf(name)).join("")));
  });
});
