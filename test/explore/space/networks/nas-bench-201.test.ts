import { readFileSync } from "node:fs";
import { gunzipSync } from "fflate";
import { expect, test } from "vitest";
import { readCsv } from "../../../../explore/accuracy/csv.ts";
import { keyOf } from "../../../../explore/space/design-space.ts";
import { nasBench201 } from "../../../../explore/space/networks/nas-bench-201.ts";
import { runPipeline } from "../../../../passes/manager.ts";
import { pipelines } from "../../../../passes/pipelines.ts";
import { verifyGraph } from "../../../../ir/verify.ts";
import { dataPath, describeWithData } from "../../../support/data.ts";
import { countsOf, task } from "./counts.ts";

const [none, skip, conv1, conv3, pool] = [0, 1, 2, 3, 4];
const all = Array.from({ length: 5 ** 6 }, (_, index) =>
  [5, 4, 3, 2, 1, 0].map(place => Math.floor(index / 5 ** place) % 5),
);

/** NAS-Bench-201's own FLOPs and parameters on CIFAR-10 (its file v1.1; dx.doi.org/10.48550/arXiv.2001.00326). */
const published = [
  { cell: Array(6).fill(conv3), macs: 220_119_680, parameters: 1_531_546 },
  { cell: Array(6).fill(conv1), macs: 31_376_000, parameters: 241_306 },
  { cell: Array(6).fill(skip), macs: 7_783_040, parameters: 73_306 },
  { cell: Array(6).fill(pool), macs: 7_783_040, parameters: 73_306 },
  { cell: [conv3, conv3, pool, skip, conv3, skip], macs: 113_951_360, parameters: 802_426 },
  { cell: [pool, conv1, skip, conv1, skip, skip], macs: 15_647_360, parameters: 129_306 },
];

test.each(published)("$cell has the published MACs and parameters", ({ cell, ...counts }) => {
  expect(countsOf(nasBench201.graphOf(cell, task)!)).toEqual(counts);
});

test("names cells as the benchmark does", () => {
  expect(nasBench201.nameOf([pool, none, conv1, skip, conv3, none])).toBe(
    "|avg_pool_3x3~0|+|none~0|nor_conv_1x1~1|+|skip_connect~0|nor_conv_3x3~1|none~2|",
  );
});

test("cells that compute the same have one representative, and it represents itself", () => {
  const representatives = new Set(all.map(cell => keyOf(nasBench201.canonical(cell))));
  // By their text without skipped edges and nothing else the authors count 6,466 (their section 3); sums regrouped, fewer are left.
  expect(representatives.size).toBe(4930);
  for (const key of representatives) expect(keyOf(nasBench201.canonical(key.split(",").map(Number)))).toBe(key);
});

test("nodes may change places, brackets of sums may move, and what hangs on nothing is nothing", () => {
  const alike = (a: readonly number[], b: readonly number[]): void =>
    expect(nasBench201.canonical(a)).toEqual(nasBench201.canonical(b));
  // Node 1 by a convolution and node 2 by a mean of the input, both added; or the other way around.
  alike([conv3, pool, none, none, skip, skip], [pool, conv3, none, none, skip, skip]);
  // (x + conv(x)) + pool(x) = x + (conv(x) + pool(x))
  alike([skip, conv3, skip, pool, none, skip], [skip, conv3, none, pool, skip, skip]);
  // Node 1 is nothing, so that it does not matter what is done with it.
  alike([none, conv3, conv1, none, pool, skip], [none, conv3, none, none, none, skip]);
});

test("a cell that hands nothing on has no network", () => {
  expect(nasBench201.graphOf([conv3, conv3, conv3, none, none, none], task)).toBeUndefined();
  expect(nasBench201.graphOf([none, conv3, none, none, conv3, none], task)).toBeUndefined();
});

test("networks are sound, and cells of one representative cost the same", () => {
  for (const cell of all.filter((_, index) => index % 977 === 0)) {
    const graph = nasBench201.graphOf(cell, task);
    if (graph === undefined) continue;
    expect(verifyGraph(graph)).toEqual([]);
    const { macs, parameters } = countsOf(runPipeline(graph, pipelines.default).graph);
    const twin = countsOf(
      runPipeline(nasBench201.graphOf(nasBench201.canonical(cell), task)!, pipelines.default).graph,
    );
    expect(twin).toEqual({ macs, parameters });
  }
});

describeWithData("the benchmark's table", () => {
  test("has the MACs and parameters of our networks wherever all edges of a cell count", () => {
    const [, ...rows] = readCsv(
      new TextDecoder().decode(gunzipSync(readFileSync(dataPath("nas", "nas-bench-201.csv.gz")))),
    );
    const known = new Map(
      rows.map(([, name, , parameters, macs]) => [name, { macs: Number(macs), parameters: Number(parameters) }]),
    );
    expect(known.size).toBe(all.length);
    // Every sixteenth of those without `none`; others the authors count with edges that lead nowhere.
    const whole = all.filter(cell => !cell.includes(none)).filter((_, index) => index % 16 === 0);
    for (const cell of whole)
      expect(countsOf(nasBench201.graphOf(cell, task)!)).toEqual(known.get(nasBench201.nameOf(cell)));
  });
});
