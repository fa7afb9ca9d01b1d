import { expect, test } from "vitest";
import { layersCsv } from "../../../codegen/layers-csv/index.ts";
import { compile } from "../../../explore/compile.ts";
import { tinyRequest } from "../../explore/tiny-network.ts";

/* The numbers are those counted on paper in test/explore/compile.test.ts. */
test("one row per layer, columns with units", () => {
  const [heading, conv, relu, end] = (layersCsv.emit(compile(tinyRequest())).get("layers.csv") ?? "").split("\r\n");
  const columns = heading?.split(",") ?? [];
  const cell = (row: string | undefined, column: string): string | undefined =>
    row?.split(",")[columns.indexOf(column)];
  expect(columns).toContain("energyPj.buffer");
  expect(
    ["name", "kind", "latencyCycles", "macs", "K", "energyPj", "energyPj.buffer", "readBits.DRAM"].map(column =>
      cell(conv, column),
    ),
  ).toEqual(["Conv_0", "contraction", "24", "16", "4", "84", "44", "64"]);
  expect(
    ["name", "kind", "latencyCycles", "vectorOperations", "K", "weightBits", "energyPj"].map(column =>
      cell(relu, column),
    ),
  ).toEqual(["Relu_1", "vector", "32", "16", "", "", "48"]);
  expect(end).toBe("");
});
