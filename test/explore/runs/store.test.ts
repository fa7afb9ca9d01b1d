/** The store keeps what it was given, refuses what it can't trust, and is left as it was by whatever goes wrong. */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import Database from "libsql";
import { describe, expect, test } from "vitest";
import { RunStore, type StoredDesign } from "../../../explore/runs/store/run-store.ts";
import { worded } from "../../../explore/runs/store/database.ts";
import { CompileError } from "../../../support/diagnostic.ts";
import { scratchFolder } from "../../support/command-line.ts";
import { analytic } from "./analytic.ts";
import { settingsOf } from "./running.ts";

const header = { identity: "one", program: "0" };
const settings = settingsOf(analytic({ choices: 2, values: 3 }));

const designOf = (number: number, padding = ""): StoredDesign => ({
  number,
  key: `${number}`,
  outcome: { kind: "measured", encoding: [number], scores: [0.1 + 0.2, -1e-300], violations: [] },
  metrics: { padding },
  hasFailed: false,
});

const codesOf = (action: () => unknown): readonly string[] => {
  try {
    action();
    return [];
  } catch (error) {
    if (!(error instanceof CompileError)) throw error;
    return error.diagnostics.map(({ code }) => code);
  }
};

const begun = (folder = scratchFolder()): { readonly folder: string; readonly store: RunStore } => ({
  folder,
  store: RunStore.begin(folder, header, [settings]),
});

/** A run with three designs, closed. */
const threeDesigns = (): string => {
  const { folder, store } = begun();
  for (const number of [1, 2, 3]) store.addDesign(1, designOf(number));
  store.closeBatch(1, 3, { any: [1.5] });
  store.close();
  return folder;
};

const numbersIn = (folder: string): readonly number[] => {
  const store = RunStore.read(folder);
  try {
    return store.designs(1).map(({ number }) => number);
  } finally {
    store.close();
  }
};

const setPragma = (folder: string, pragma: string): void => {
  const connection = new Database(join(folder, "run.db"));
  connection.pragma(pragma);
  connection.close();
};

describe("the store of a run", () => {
  test("gives back what it was given, to the last bit", () => {
    const folder = threeDesigns();
    const store = RunStore.resume(folder);
    expect(store.header).toEqual(header);
    expect(store.searches()).toEqual([{ position: 1, settings, told: 3, state: { any: [1.5] }, isEnded: false }]);
    expect(store.designs(1, 1)).toEqual([designOf(2), designOf(3)]);
    store.close();
  });

  test("takes no design twice, neither by number nor by encoding", () => {
    const { store } = begun();
    store.addDesign(1, designOf(1));
    expect(() => store.addDesign(1, designOf(1))).toThrow(/UNIQUE/);
    expect(() => store.addDesign(1, { ...designOf(2), key: "1" })).toThrow(/UNIQUE/);
    store.close();
  });

  test("refuses numbers that would not come back", () => {
    const { store } = begun();
    expect(() => store.closeBatch(1, 1, { best: [NaN] })).toThrow("$.best.0 is NaN");
    store.close();
  });

  test("is for one process at a time; whoever only looks may", () => {
    const { folder, store } = begun();
    store.addDesign(1, designOf(1));
    expect(codesOf(() => RunStore.resume(folder))).toEqual(["RUN_IN_USE"]);
    expect(numbersIn(folder)).toEqual([1]);
    store.close();
    RunStore.resume(folder).close();
  });

  test("begins nothing where a run is, and goes on with nothing where none is", () => {
    const folder = threeDesigns();
    expect(codesOf(() => begun(folder))).toEqual(["RUN_EXISTS"]);
    expect(numbersIn(folder)).toEqual([1, 2, 3]);
    const empty = scratchFolder();
    expect(codesOf(() => RunStore.resume(empty))).toEqual(["RUN_MISSING"]);
    expect(codesOf(() => RunStore.read(join(empty, "none")))).toEqual(["RUN_MISSING"]);
  });

  test("begins in a folder whose process was killed before its tables stood", () => {
    const folder = scratchFolder();
    writeFileSync(join(folder, "run.db"), "");
    expect(codesOf(() => RunStore.resume(folder))).toEqual(["RUN_MISSING"]);
    begun(folder).store.close();
    expect(numbersIn(folder)).toEqual([]);
  });
});

describe("what can go wrong with the disk", () => {
  test("a full disk is said, and what was stored stays", () => {
    const folder = threeDesigns();
    const store = RunStore.resume(folder);
    const { connection } = store as unknown as { readonly connection: Database.Database };
    const [size] = connection.pragma("page_count") as [{ page_count: number }];
    connection.pragma(`max_page_count = ${size.page_count}`);
    expect(codesOf(() => store.addDesign(1, designOf(4, "x".repeat(100_000))))).toEqual(["RUN_DISK_FULL"]);
    store.close();
    expect(numbersIn(folder)).toEqual([1, 2, 3]);
    const again = RunStore.resume(folder);
    again.addDesign(1, designOf(4, "x".repeat(100_000)));
    again.close();
    expect(numbersIn(folder)).toEqual([1, 2, 3, 4]);
  });

  test("a database that others hold is said to be locked", () => {
    const folder = threeDesigns();
    const other = new Database(join(folder, "run.db"));
    other.exec("BEGIN IMMEDIATE");
    const store = RunStore.resume(folder);
    expect(codesOf(() => store.addDesign(1, designOf(4)))).toEqual(["RUN_LOCKED"]);
    other.exec("ROLLBACK");
    store.addDesign(1, designOf(4));
    store.close();
    other.close();
    expect(numbersIn(folder)).toEqual([1, 2, 3, 4]);
  });

  test("damaged pages are found before anything is written, and stay as they are", () => {
    const folder = threeDesigns();
    const path = join(folder, "run.db");
    const bytes = readFileSync(path);
    bytes.fill(0xff, 4096, bytes.length);
    writeFileSync(path, bytes);
    expect(codesOf(() => RunStore.resume(folder))).toEqual(["RUN_CORRUPT"]);
    expect(codesOf(() => RunStore.read(folder))).toEqual(["RUN_CORRUPT"]);
    expect(readFileSync(path).equals(bytes)).toBe(true);
  });

  test("a file that is no database, one of another program and one of another version are told apart", () => {
    const junk = scratchFolder();
    writeFileSync(join(junk, "run.db"), "no database at all ".repeat(500));
    expect(codesOf(() => RunStore.resume(junk))).toEqual(["RUN_CORRUPT"]);
    expect(codesOf(() => begun(junk))).toEqual(["RUN_CORRUPT"]);
    const foreign = threeDesigns();
    setPragma(foreign, "application_id = 5");
    expect(codesOf(() => RunStore.read(foreign))).toEqual(["RUN_FOREIGN"]);
    const newer = threeDesigns();
    setPragma(newer, "user_version = 99");
    expect(codesOf(() => RunStore.resume(newer))).toEqual(["RUN_OTHER_SCHEMA"]);
    expect(codesOf(() => begun(newer))).toEqual(["RUN_OTHER_SCHEMA"]);
  });

  test("tells when a design was evaluated apart from what became of it", () => {
    const { folder, store } = begun();
    store.addDesign(1, designOf(1), { worker: "thread 2", start: 1_700_000_000_000.25, end: 1_700_000_000_400.75 });
    store.addDesign(1, designOf(2));
    store.close();
    const read = RunStore.read(folder);
    expect(read.spans()).toEqual([
      { search: 1, number: 1, worker: "thread 2", start: 1_700_000_000_000, end: 1_700_000_000_401 },
    ]);
    expect(read.designs(1)).toEqual([designOf(1), designOf(2)]);
    read.close();
  });

  test("reads a run of the version that kept no times, and goes on with it", () => {
    const folder = threeDesigns();
    const connection = new Database(join(folder, "run.db"));
    connection.exec("DROP TABLE span; PRAGMA user_version = 1");
    connection.close();
    const read = RunStore.read(folder);
    expect(read.spans()).toEqual([]);
    expect(read.designs(1)).toHaveLength(3);
    read.close();
    const store = RunStore.resume(folder);
    store.addDesign(1, designOf(4), { worker: "thread 1", start: 5, end: 7 });
    expect(store.spans()).toEqual([{ search: 1, number: 4, worker: "thread 1", start: 5, end: 7 }]);
    store.close();
    expect(numbersIn(folder)).toEqual([1, 2, 3, 4]);
  });

  test("a folder that can't be one is said in words", () => {
    const folder = scratchFolder();
    writeFileSync(join(folder, "file"), "");
    expect(codesOf(() => begun(join(folder, "file")))).toEqual(["RUN_UNWRITABLE"]);
    expect(codesOf(() => begun("/proc/none"))).toEqual(["RUN_UNWRITABLE"]);
    mkdirSync(join(folder, "run.db"));
    expect(codesOf(() => begun(folder))).toEqual(["RUN_UNWRITABLE"]);
  });

  test("faults of ours stay faults of ours", () => {
    expect(() => worded("x", () => ([] as number[]).reduce((a, b) => a + b))).toThrow(TypeError);
  });
});
