import { expect, test } from "vitest";
import { macro } from "../../../../explore/space/networks/macro.ts";
import { nasBench201 } from "../../../../explore/space/networks/nas-bench-201.ts";
import type { NetworkSpaceDefinition } from "../../../../explore/space/networks/network-space.ts";
import { runPipeline } from "../../../../passes/manager.ts";
import { pipelines } from "../../../../passes/pipelines.ts";
import { randomStream } from "../../../support/random-problem.ts";
import { task } from "./counts.ts";

const spaces: readonly (readonly [string, NetworkSpaceDefinition, number])[] = [
  ["nas_bench_201", nasBench201, 5],
  ["macro", macro, 3],
];

test.each(spaces)("networks of %s come with all passes done: they change nothing", (_, space, operations) => {
  const random = randomStream(3);
  const drawn = Array.from({ length: 25 }, () => space.choices.map(() => Math.floor(random() * operations)));
  const graphs = drawn.flatMap(encoding => space.graphOf(encoding, task) ?? []);
  expect(graphs.length).toBeGreaterThan(20);
  for (const graph of graphs) expect(runPipeline(graph, pipelines.default).graph).toBe(graph);
});
