import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { mortise, scratchFolder } from "../support/command-line.ts";

const root = join(import.meta.dirname, "../..");
const before = join(root, "examples/residual.plan.json");
const after = join(root, "examples/residual-npu-128.plan.json");

describe("mortise diff", () => {
  test("shows totals, hardware and layers on one screen", async () => {
    const { exitCode, stdout } = await mortise(["diff", before, after]);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^Latency +5\.01 us +-> +5\.87 us +\+863 ns +\+17\.2 % +worse$/m);
    expect(stdout).toMatch(/^ {2}dramBandwidth +5 GB\/s +-> +2 GB\/s$/m);
    expect(stdout).toMatch(/^ {2}first \+ activation +3\.18 us +\+645 ns/m);
  });

  test("gives programs all of it, the same bytes each time", async () => {
    const [first, again] = [
      await mortise(["diff", before, after, "--json"]),
      await mortise(["diff", before, after, "--json"]),
    ];
    expect(again.stdout).toBe(first.stdout);
    expect(JSON.parse(first.stdout)).toMatchObject({ schema: "mortise-diff/1", same: false });
  });

  test("writes a page, or Markdown, with both loop nests of a layer", async () => {
    const folder = scratchFolder();
    for (const name of ["diff.html", "diff.md"]) {
      const output = join(folder, name);
      expect(await mortise(["diff", before, after, "-o", output])).toMatchObject({
        exitCode: 0,
        stdout: `Wrote ${output}\n`,
      });
      const text = readFileSync(output, "utf8");
      expect(text).toContain("Loop nest before");
      expect(text).toContain("5.01 µs");
      expect(text).toContain("2 GB/s");
    }
  });

  test("a limit that is no longer met is exit code 2", async () => {
    const folder = scratchFolder();
    const judged = (name: string, bound: number) => {
      const plan = JSON.parse(readFileSync(after, "utf8")) as { limits: object[]; feasible: boolean };
      const satisfied = bound > 5868;
      const limit = { metric: "latency", relation: "<=", bound, value: 5868, unit: "cycles", satisfied, margin: 0 };
      writeFileSync(
        join(folder, name),
        JSON.stringify({ ...plan, feasible: satisfied, limits: [{ ...limit, blame: [] }] }),
      );
      return join(folder, name);
    };
    const [met, missed] = [judged("met.plan.json", 6000), judged("missed.plan.json", 5000)];
    const turned = await mortise(["diff", met, missed]);
    expect(turned.exitCode).toBe(2);
    expect(turned.stdout).toMatch(/latency <= 6000 cycles, now 5000 cycles +met +.*MISSED +TURNED/);
    expect((await mortise(["diff", missed, met])).exitCode).toBe(0);
  });

  test("names every file that is no plan of this version, and why", async () => {
    const folder = scratchFolder();
    const write = (name: string, text: string): string => {
      writeFileSync(join(folder, name), text);
      return join(folder, name);
    };
    const text = readFileSync(before, "utf8");
    const newer = write("newer.json", text.replace("mortise-plan/1", "mortise-plan/2"));
    const cut = write("cut.json", text.slice(0, 5000));
    const { exitCode, stderr } = await mortise(["diff", newer, cut]);
    expect(exitCode).toBe(1);
    expect(stderr).toContain("newer.json: error[PLAN_UNREADABLE]");
    expect(stderr).toContain("its schema is mortise-plan/2, and this version reads mortise-plan/1");
    expect(stderr).toContain("cut.json: error[PLAN_UNREADABLE]");
    const foreign = await mortise(["diff", before, join(root, "package.json")]);
    expect(foreign.stderr).toMatch(/package\.json: error\[PLAN_UNREADABLE\]: .* schema/);
    expect((await mortise(["diff", before, "nowhere.json"])).stderr).toContain("error[PLAN_MISSING]");
  });
});
