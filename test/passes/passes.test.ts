/** Every pass against its golden file, and every golden network against the interpreter: results stay, a second run rests. */
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Graph } from "../../ir/graph.ts";
import { evaluate } from "../../ir/interp/evaluate.ts";
import { printGraph } from "../../ir/print.ts";
import { passes } from "../../passes/index.ts";
import { runPipeline } from "../../passes/manager.ts";
import { pipelineOf } from "../../passes/pipelines.ts";
import { expectGolden } from "../support/golden.ts";
import { randomFeeds, relativeDistance } from "../support/feeds.ts";
import { type PassCase, type PassFile, passFiles } from "../support/pass-cases.ts";

const files = passFiles();

const optimized = ({ passes: names }: PassFile, graph: Graph): Graph =>
  runPipeline(graph, pipelineOf(names), { checkHonesty: true }).graph;

const shown = (file: PassFile, { title, graph }: PassCase): string => {
  const after = optimized(file, graph);
  const comment = title.replaceAll(/^/gm, "// ");
  return `${comment}\n${after === graph ? "// unchanged\n" : printGraph(after, { constants: "elided" })}`;
};

const hasUnknownValue = ({ constants }: Graph): boolean => constants.some(({ data }) => data === undefined);

describe.each(files)("$name", file => {
  test("rewrites as its golden file says", () => {
    expectGolden(file.path.replace(/\.nn$/, ".expect"), file.cases.map(part => shown(file, part)).join("\n"));
  });

  test.each(file.cases)("is done after one run: $title", ({ graph }) => {
    const after = optimized(file, graph);
    for (const name of file.passes) expect(passes[name].run(after)).toBe(after);
  });

  test.each(file.cases.filter(({ graph }) => !hasUnknownValue(graph)))("keeps results: $title", ({ graph }) => {
    const after = optimized(file, graph);
    fc.assert(
      fc.property(fc.integer(), seed => {
        const feeds = randomFeeds(graph, seed);
        expect(relativeDistance(evaluate(graph, feeds), evaluate(after, feeds))).toBeLessThanOrEqual(file.tolerance);
      }),
      { numRuns: 20, seed: 1 },
    );
  });
});

test("every pass has a golden file of its own", () => {
  expect(files.map(({ name }) => name)).toEqual(expect.arrayContaining(Object.keys(passes)));
});
