/** `mortise report` of a plan: where the page goes, and what is said of files that hold no plan. */
import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { mortise, scratchFolder } from "../support/command-line.ts";

const example = join(import.meta.dirname, "../../examples/residual.plan.json");

const folderWith = (...names: readonly string[]): string => {
  const folder = scratchFolder();
  for (const name of names) {
    mkdirSync(join(folder, name, ".."), { recursive: true });
    copyFileSync(example, join(folder, name));
  }
  return folder;
};

describe("mortise report of a plan", () => {
  test("writes report.html beside the plan in a folder, and says so", async () => {
    const folder = folderWith("small/npu/plan.json");
    const page = join(folder, "small/npu/report.html");
    expect(await mortise(["report", folder])).toEqual({ exitCode: 0, stdout: `Wrote ${page}\n`, stderr: "" });
    expect(readFileSync(page, "utf8")).toMatch(/^<!doctype html>\n<html lang="en">/);
  });

  const faulty = (content: string): string => {
    const file = join(scratchFolder(), "plan.json");
    writeFileSync(file, content);
    return file;
  };

  test.each([
    ["a cut file", () => faulty(readFileSync(example, "utf8").slice(0, 3000)), "PLAN_UNREADABLE", "it is no JSON"],
    ["foreign JSON", () => faulty('{"name": "package"}'), "PLAN_UNREADABLE", "schema"],
    ["a newer plan", () => faulty('{"schema": "mortise-plan/2"}'), "PLAN_UNREADABLE", "mortise-plan/2"],
    ["a folder of several plans", () => folderWith("a/plan.json", "b/plan.json"), "PLAN_AMBIGUOUS", "b/plan.json"],
    ["a folder without a plan", () => folderWith("notes.json"), "PLAN_MISSING", "mortise compile"],
    ["a missing file", () => join(scratchFolder(), "plan.json"), "PLAN_MISSING", "no such file"],
  ])("%s is a message", async (_, make, code, words) => {
    const path = make();
    const { exitCode, stdout, stderr } = await mortise(["report", path]);
    expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: "" });
    expect(stderr).toContain(`error[${code}]`);
    expect(stderr).toContain(words);
    expect(existsSync(join(path, "report.html"))).toBe(false);
  });
});
