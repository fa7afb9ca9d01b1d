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
  for (let round = 0; round < 25; round++) {
    const graph = space.graphOf(
      space.choices.map(() => Math.floor(random() * operations)),
      task,
    );
    if (graph !== undefined) expect(runPipeline(graph, pipelines.default).graph).toBe(graph);
  }
});
