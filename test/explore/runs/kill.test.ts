/** A run that is killed at any instant goes on with nothing lost and nothing evaluated twice, and ends as if nothing had happened. */
import { spawn } from "node:child_process";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { hasRun } from "../../../explore/runs/store/database.ts";
import { RunStore } from "../../../explore/runs/store/run-store.ts";
import { randomStream } from "../../../support/random.ts";
import { scratchFolder } from "../../support/command-line.ts";

/** Ends with whether the process came to its end before it was killed. */
const runFor = (folder: string, workers: number, milliseconds: number): Promise<boolean> =>
  new Promise((resolve, reject) => {
    const child = spawn(
      process.execPath,
      ["--import", import.meta.resolve("tsx"), join(import.meta.dirname, "child.ts"), folder, String(workers)],
      { stdio: ["ignore", "ignore", "pipe"] },
    );
    const complaints: string[] = [];
    child.stderr.on("data", chunk => complaints.push(String(chunk)));
    const timer = setTimeout(() => child.kill("SIGKILL"), milliseconds);
    child.on("close", code => {
      clearTimeout(timer);
      if (code === null || code === 0) resolve(code === 0);
      else reject(new Error(complaints.join("")));
    });
  });

const long = 600_000;

const resultOf = (folder: string): unknown => {
  const store = RunStore.read(folder);
  const result = store.searches().map(search => ({ search, designs: store.designs(search.position) }));
  store.close();
  return result;
};

const countIn = (folder: string): number => {
  if (!hasRun(folder)) return 0;
  const store = RunStore.read(folder);
  const count = store.searches().reduce((sum, { position }) => sum + store.designs(position).length, 0);
  store.close();
  return count;
};

describe("a run that is killed", () => {
  test(
    "ends the same after 20 kills at random instants as without one, each outcome stored once and kept",
    async () => {
      const straight = scratchFolder();
      const start = performance.now();
      expect(await runFor(straight, 1, long)).toBe(true);
      const whole = performance.now() - start;
      const expected = resultOf(straight);
      expect(countIn(straight)).toBe(80);

      const stream = randomStream(7);
      const stages = new Set<number>();
      let folder = scratchFolder();
      for (let kills = 0; kills < 20;) {
        const before = countIn(folder);
        const isEnded = await runFor(folder, 1 + (kills % 3), whole * stream.uniform());
        const after = countIn(folder);
        expect(after).toBeGreaterThanOrEqual(before);
        stages.add(after);
        if (!isEnded) kills++;
        if (!isEnded) continue;
        expect(resultOf(folder)).toEqual(expected);
        // More kills are wanted: a fresh run takes them.
        folder = scratchFolder();
      }
      expect(await runFor(folder, 2, long)).toBe(true);
      expect(resultOf(folder)).toEqual(expected);
      // The kills struck at many stages, not always at the same.
      expect(stages.size).toBeGreaterThan(4);
    },
    long,
  );
});
