import { describe, expect, test } from "vitest";
import { startProgress } from "../../cli/progress.ts";
import { recordingHost, type Surroundings } from "../support/command-line.ts";

const shown = (surroundings: Surroundings, steps: readonly string[]): readonly string[] => {
  const stderr: string[] = [];
  const progress = startProgress(recordingHost([], stderr, surroundings));
  for (const step of steps) progress.step(step);
  progress.end();
  return stderr;
};

const manySteps = Array.from({ length: 30 }, (_, i) => `layer ${i}`);

describe("progress", () => {
  test("shows nothing for work of less than a second", () => {
    expect(shown({ columns: 80, tick: 30 }, manySteps)).toEqual([]);
  });

  test("shows one line that is replaced, and wipes it at the end", () => {
    const written = shown({ columns: 80, tick: 100 }, manySteps);
    expect(written.length).toBeGreaterThan(10);
    expect(written[0]).toBe("\r\x1b[2Klayer 9");
    expect(written.at(-1)).toBe("\r\x1b[2K");
    expect(written.join("")).not.toContain("\n");
  });

  test("shows at most ten lines a second", () => {
    expect(shown({ columns: 80, tick: 50 }, manySteps).length).toBeLessThan(8);
  });

  test("never breaks the line", () => {
    const [line] = shown({ columns: 20, tick: 2000 }, ["x".repeat(100)]);
    expect(line).toBe(`\r\x1b[2K${"x".repeat(19)}`);
  });

  test("is silent in a pipe, and on a terminal that can't wipe a line", () => {
    expect(shown({ tick: 2000 }, manySteps)).toEqual([]);
    expect(shown({ columns: 80, tick: 2000, environment: { TERM: "dumb" } }, manySteps)).toEqual([]);
  });
});
