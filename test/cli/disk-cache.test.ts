/** The cache on disk: what is read back is what was written or nothing, whoever else writes and whatever became of the file. */
import { spawn } from "node:child_process";
import { readFileSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import * as fc from "fast-check";
import { expect, test, vi } from "vitest";
import { diskCache } from "../../cli/disk-cache.ts";
import { trimFolder } from "../../cli/trim-folder.ts";
import { everythingIn, scratchFolder } from "../support/command-line.ts";

const key = "ab".repeat(32);
const silent = (): void => undefined;
const fileIn = (folder: string): string =>
  join(
    folder,
    everythingIn(folder).find(name => /[0-9a-f]{62}$/.test(name))!,
  );

test("gives back what was written, in this run and the next, infinite numbers included", () => {
  const folder = scratchFolder();
  const value = { front: [1, Infinity, { name: "K" }], search: { mapspace: 1e300 } };
  expect(diskCache(folder, silent).read(key)).toBeUndefined();
  diskCache(folder, silent).write(key, value);
  expect(diskCache(folder, silent).read(key)).toEqual(value);
  expect(diskCache(folder, silent).read("cd".repeat(32))).toBeUndefined();
});

test("a damaged file counts as absent, and is written anew", () => {
  const folder = scratchFolder();
  const cache = diskCache(folder, silent);
  cache.write(key, { some: "value" });
  const whole = readFileSync(fileIn(folder));
  const damage = fc.record({
    at: fc.nat({ max: whole.length - 1 }),
    by: fc.integer({ min: 1, max: 255 }),
    cut: fc.boolean(),
  });
  const property = fc.property(damage, ({ at, by, cut }) => {
    const damaged = cut ? whole.subarray(0, at) : Buffer.from(whole);
    if (!cut) damaged[at] = damaged[at]! ^ by;
    writeFileSync(fileIn(folder), damaged);
    return cache.read(key) === undefined;
  });
  fc.assert(property, { numRuns: 200, seed: 3 });
  cache.write(key, { some: "value" });
  expect(cache.read(key)).toEqual({ some: "value" });
});

test("where nothing can be written, it says so once and goes on", () => {
  const folder = scratchFolder();
  writeFileSync(join(folder, "file"), "");
  const complain = vi.fn<(reason: string) => void>();
  const cache = diskCache(join(folder, "file"), complain);
  cache.write(key, 1);
  cache.write(key, 2);
  expect(cache.read(key)).toBeUndefined();
  expect(complain.mock.calls).toEqual([["a part of the path is a file, not a folder"]]);
});

test("never takes much more than it may: the oldest files go first", () => {
  const folder = scratchFolder();
  const keyOf = (i: number): string => i.toString(16).padStart(64, "0");
  const cache = diskCache(folder, silent, 100_000);
  const size = (): number => everythingIn(folder).reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);
  for (let i = 0; i < 100; i++) {
    cache.write(keyOf(i), "x".repeat(3000));
    // Files of one millisecond have no order.
    const path = join(
      folder,
      everythingIn(folder).find(name => name.replaceAll("/", "").endsWith(keyOf(i)))!,
    );
    utimesSync(path, 1000 + i, 1000 + i);
    expect(size()).toBeLessThan(120_000);
  }
  const kept = [...Array(100).keys()].filter(i => cache.read(keyOf(i)) !== undefined);
  expect(kept.length).toBeGreaterThan(20);
  expect(kept).toEqual([...Array(100).keys()].slice(-kept.length));
});

test("drafts of others are left alone unless they are old, as are files that fit", () => {
  const folder = scratchFolder();
  const write = (name: string, seconds: number): void => {
    writeFileSync(join(folder, name), "x".repeat(1000));
    utimesSync(join(folder, name), seconds, seconds);
  };
  write("old.draft", 1000);
  write("young.draft", 9000);
  write("older", 8000);
  write("newer", 10_000);
  trimFolder(folder, 4000);
  expect(everythingIn(folder)).toHaveLength(4);
  trimFolder(folder, 2700);
  expect(everythingIn(folder)).toEqual(["newer", "young.draft"]);
  trimFolder(join(folder, "nowhere"), 1);
});

test("readers see whole values while several processes write", { timeout: 60_000 }, async () => {
  const folder = scratchFolder();
  const module = pathToFileURL(join(import.meta.dirname, "../../cli/disk-cache.ts")).href;
  const writer = `
    const { diskCache } = await import(${JSON.stringify(module)});
    const cache = diskCache(${JSON.stringify(folder)}, reason => { throw new Error(reason); }, 60_000);
    for (let i = 0; i < 200; i++) cache.write(${JSON.stringify(key)}, Array(5000).fill(process.pid));`;
  const options = ["--import", import.meta.resolve("tsx"), "--input-type=module", "--eval", writer];
  const children = [1, 2].map(() => spawn(process.execPath, options, { stdio: "inherit" }));
  const codes = Promise.all(children.map(child => new Promise(resolve => child.on("close", resolve))));
  let wholes = 0;
  while (children.some(({ exitCode, signalCode }) => exitCode === null && signalCode === null)) {
    const value = diskCache(folder, silent).read(key) as readonly number[] | undefined;
    const isWhole = value === undefined || (value.length === 5000 && new Set(value).size === 1);
    expect(isWhole).toBe(true);
    if (value !== undefined) wholes++;
    await new Promise(resolve => setTimeout(resolve, 1));
  }
  expect(await codes).toEqual([0, 0]);
  expect(wholes).toBeGreaterThan(10);
  expect(everythingIn(folder).filter(name => name.endsWith(".draft"))).toEqual([]);
});
