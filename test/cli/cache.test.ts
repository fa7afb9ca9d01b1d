/** Results are the same with and without what earlier runs left behind. */
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, test, vi } from "vitest";
import * as mapper from "../../mapping/exact/map.ts";
import { everythingIn, mortise, scratchFolder } from "../support/command-line.ts";

vi.mock("../../mapping/exact/map.ts", { spy: true });
beforeEach(() => {
  vi.mocked(mapper.mapExactly).mockClear();
});

const residual = join(import.meta.dirname, "../../examples/residual.nn");
const searches = (): number =>
  vi.mocked(mapper.mapExactly).mock.calls.filter(([{ kind }]) => kind === "contraction").length;
const filesIn = (folder: string): readonly string[] => everythingIn(folder).filter(name => /[0-9a-f]{62}$/.test(name));

describe("mortise compile", () => {
  const planWith = async (cacheFolder: string, ...options: readonly string[]) => {
    vi.mocked(mapper.mapExactly).mockClear();
    const folder = scratchFolder();
    const { exitCode, stderr } = await mortise(["compile", residual, "-o", folder, ...options], { cacheFolder });
    expect(exitCode).toBe(0);
    return { plan: readFileSync(join(folder, "plan.json"), "utf8"), stderr, searches: searches() };
  };

  test("searches once, and gives the same plan from what it kept", async () => {
    const cacheFolder = scratchFolder();
    const first = await planWith(cacheFolder);
    // Two layers: what lies between them stays on chip, so that they are mapped for nothing else.
    expect(first.searches).toBe(2);
    expect(filesIn(cacheFolder)).toHaveLength(2);
    expect(await planWith(cacheFolder)).toEqual({ ...first, searches: 0 });
    for (const name of filesIn(cacheFolder)) writeFileSync(join(cacheFolder, name), "damaged");
    expect(await planWith(cacheFolder)).toEqual(first);
    expect((await planWith(cacheFolder)).searches).toBe(0);
  });

  test("--no-cache neither uses nor keeps anything", async () => {
    const cacheFolder = scratchFolder();
    expect((await planWith(cacheFolder, "--no-cache")).searches).toBe(2);
    expect(everythingIn(cacheFolder)).toEqual([]);
  });

  test("a folder that cannot be written is a warning", async () => {
    const cacheFolder = join(scratchFolder(), "file");
    writeFileSync(cacheFolder, "");
    const { stderr, searches: found } = await planWith(cacheFolder);
    expect(stderr.match(/warning\[CACHE_UNWRITABLE\]/g)).toHaveLength(1);
    expect(found).toBe(2);
    rmSync(cacheFolder);
  });
});

test("mortise map prints the same from what compile kept", async () => {
  const cacheFolder = scratchFolder();
  const first = await mortise(["map", residual], { cacheFolder });
  expect(searches()).toBe(2);
  expect(await mortise(["map", residual], { cacheFolder })).toEqual(first);
  expect(searches()).toBe(2);
});
