/** Threads: the result does not depend on their number, and a design that throws, hangs or kills its thread takes nothing else with it. */
import { describe, expect, test } from "vitest";
import { RunStore } from "../../../explore/runs/store/run-store.ts";
import { scratchFolder } from "../../support/command-line.ts";
import { analytic, type AnalyticParameters } from "./analytic.ts";
import { runToEnd, settingsOf, threads } from "./running.ts";

const outcomesWith = async (
  parameters: AnalyticParameters,
  workers: number,
  mostMilliseconds = 60_000,
  seeds: readonly number[] = [1, 2],
) => {
  const folder = scratchFolder();
  const problem = analytic(parameters);
  const searches = seeds.map(seed => settingsOf(problem, { seed }));
  await runToEnd(RunStore.begin(folder, { identity: "x", program: "0" }, searches), threads(workers, mostMilliseconds));
  const store = RunStore.read(folder);
  const result = store.searches().map(search => ({ search, designs: store.designs(search.position) }));
  store.close();
  return result;
};

describe("threads", () => {
  test("the result does not depend on how many there are", async () => {
    const one = await outcomesWith({ choices: 4, values: 6 }, 1);
    expect(one.map(({ designs }) => designs.length)).toEqual([40, 40]);
    expect(await outcomesWith({ choices: 4, values: 6 }, 3)).toEqual(one);
  });

  test("each design has a place and a time, and no place has two at once", async () => {
    const folder = scratchFolder();
    const search = settingsOf(analytic({ choices: 4, values: 6, milliseconds: 5 }));
    await runToEnd(RunStore.begin(folder, { identity: "x", program: "0" }, [search]), threads(2));
    const store = RunStore.read(folder);
    const spans = store.spans();
    store.close();
    expect(spans.map(({ number }) => number)).toEqual(Array.from({ length: 40 }, (_, i) => i + 1));
    expect(new Set(spans.map(({ worker }) => worker))).toEqual(new Set(["thread 1", "thread 2"]));
    for (const { worker } of spans.slice(0, 2)) {
      const own = spans.filter(span => span.worker === worker).toSorted((a, b) => a.start - b.start);
      expect(own.every(({ start, end }, i) => end - start >= 4 && start >= (own[i - 1]?.end ?? 0))).toBe(true);
    }
  });

  test("a search ends where its space does", async () => {
    const [first] = await outcomesWith({ choices: 2, values: 3 }, 2);
    expect(first!.search.isEnded).toBe(true);
    expect(first!.designs).toHaveLength(9);
  });

  test("designs that throw, never end or end their thread are given up, and the others are evaluated", async () => {
    const [first] = await outcomesWith(
      { choices: 2, values: 3, traps: { "0,0": "throw", "1,1": "hang", "2,2": "exit" } },
      2,
      // Less than a thread takes to load its modules: that time is not the design's.
      200,
      [1],
    );
    const failed = new Map(
      first!.designs.filter(({ hasFailed }) => hasFailed).map(({ key, outcome }) => [key, outcome]),
    );
    expect([...failed.keys()].sort()).toEqual(["0,0", "1,1", "2,2"]);
    expect(failed.get("0,0")).toMatchObject({
      kind: "impossible",
      reason: "its evaluation failed: the trap was sprung",
    });
    expect(failed.get("1,1")).toMatchObject({ reason: "its evaluation failed: it did not end within 0.2 s" });
    expect(first!.designs.filter(({ outcome }) => outcome.kind === "measured")).toHaveLength(6);
  });

  test("a pool that is closed gives up what is under way, and the run can go on", async () => {
    const folder = scratchFolder();
    const problem = analytic({ choices: 4, values: 6, milliseconds: 5 });
    const pool = threads(2);
    let count = 0;
    const interrupted = runToEnd(
      RunStore.begin(folder, { identity: "x", program: "0" }, [settingsOf(problem)]),
      pool,
      () => {
        if (++count === 12) void pool.close();
      },
    );
    await expect(interrupted).rejects.toThrow("aborted");
    await runToEnd(RunStore.resume(folder), threads(2));
    const store = RunStore.read(folder);
    expect(store.designs(1)).toHaveLength(40);
    store.close();
  });
});
