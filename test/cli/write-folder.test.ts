import { chmodSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { writeFolder } from "../../cli/write-folder.ts";
import { everythingIn, scratchFolder } from "../support/command-line.ts";

const plan = new Map([
  ["plan.json", "{}\n"],
  ["layers.csv", "layer\n"],
]);

describe("writeFolder", () => {
  test("makes the folder and writes all files, leaving nothing else", () => {
    const folder = join(scratchFolder(), "a/b");
    writeFolder(folder, plan);
    expect(everythingIn(folder)).toEqual(["layers.csv", "plan.json"]);
    expect(readFileSync(join(folder, "plan.json"), "utf8")).toBe("{}\n");
  });

  test("replaces its own files and leaves others alone", () => {
    const folder = scratchFolder();
    writeFileSync(join(folder, "notes.txt"), "mine");
    writeFileSync(join(folder, "plan.json"), "old");
    writeFolder(folder, plan);
    expect(everythingIn(folder)).toEqual(["layers.csv", "notes.txt", "plan.json"]);
    expect(readFileSync(join(folder, "plan.json"), "utf8")).toBe("{}\n");
  });

  test("puts files into folders below", () => {
    const folder = scratchFolder();
    writeFolder(folder, new Map([["rtl/mac.v", "module"]]));
    expect(readFileSync(join(folder, "rtl/mac.v"), "utf8")).toBe("module");
  });

  test("where one file can't be put in place, the folder is as it was before", () => {
    const folder = scratchFolder();
    writeFileSync(join(folder, "plan.json"), "old");
    mkdirSync(join(folder, "layers.csv"));
    expect(() => writeFolder(folder, plan)).toThrow(/nothing was written: there is a folder of this name/);
    expect(everythingIn(folder)).toEqual(["layers.csv", "plan.json"]);
    expect(readFileSync(join(folder, "plan.json"), "utf8")).toBe("old");
  });

  test("what fails in a new folder takes the folder away again", () => {
    const parent = scratchFolder();
    const tooLong = new Map([...plan, ["x".repeat(300), ""]]);
    expect(() => writeFolder(join(parent, "new/deep"), tooLong)).toThrow(/nothing was written: the name is too long/);
    expect(everythingIn(parent)).toEqual([]);
  });

  test.each([
    ["a file of that name", "file", /there is a file of this name where a folder is needed/],
    ["a file further up", "file/plan", /a part of the path is a file/],
    ["a link that leads nowhere", "dangling/plan", /nothing was written/],
  ])("refuses %s", (_, name, message) => {
    const parent = scratchFolder();
    writeFileSync(join(parent, "file"), "mine");
    symlinkSync(join(parent, "nowhere"), join(parent, "dangling"));
    expect(() => writeFolder(join(parent, name), plan)).toThrow(message);
    expect(readFileSync(join(parent, "file"), "utf8")).toBe("mine");
    expect(existsSync(join(parent, "nowhere"))).toBe(false);
  });

  // Node's own recursive mkdir never returns here.
  test.skipIf(!existsSync("/proc"))("refuses a file system that takes no folders", () => {
    expect(() => writeFolder("/proc/mortise/plan", plan)).toThrow(/nothing was written/);
  });

  // The superuser may write anywhere.
  test.skipIf(process.getuid?.() === 0)("refuses a folder without permission", () => {
    const folder = scratchFolder();
    chmodSync(folder, 0o500);
    expect(() => writeFolder(join(folder, "plan"), plan)).toThrow(/permission denied/);
  });
});
