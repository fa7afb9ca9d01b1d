/** `mortise report` of a run, in all forms that need no browser. */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { mortise, scratchFolder } from "../support/command-line.ts";
import { storeRun } from "../support/stored-run.ts";

const root = join(import.meta.dirname, "../..");

const reportOf = async (run: string, format: string): Promise<string> => {
  const { exitCode, stdout } = await mortise(["report", run, "--format", format]);
  expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: `Wrote ${join(run, `report.${format}`)}\n` });
  return readFileSync(join(run, `report.${format}`), "utf8");
};

describe("mortise report of a run", () => {
  test("says the same in every form, and the same bytes each time", async () => {
    const run = scratchFolder();
    storeRun(run);
    for (const format of ["html", "md", "json"]) {
      const report = await reportOf(run, format);
      expect(report).toContain("Of 32 evaluated, 28 are within all limits");
      for (const title of [
        "Pareto fronts",
        "Hypervolume over evaluations",
        "What each choice does",
        "Feasibility by limit",
      ])
        expect(report).toContain(title);
      expect(report).not.toContain("not at its end");
    }
    const page = readFileSync(join(run, "report.html"), "utf8");
    expect(await reportOf(run, "html")).toBe(page);
    const { sections } = JSON.parse(readFileSync(join(run, "report.json"), "utf8")) as {
      sections: { id: string; blocks: { rows?: { cells: ({ text: string } | string)[] }[] }[] }[];
    };
    const rows = sections.find(({ id }) => id === "designs")?.blocks[0]?.rows ?? [];
    expect(rows).toHaveLength(32);
  });

  test("has the timeline of workers where times were kept, and the findings are the same without", async () => {
    const [plain, timed] = [scratchFolder(), scratchFolder()];
    storeRun(plain);
    storeRun(timed, true, true);
    expect(await reportOf(plain, "md")).not.toContain("Timeline of workers");
    const report = await reportOf(timed, "md");
    // 16 designs of 100 ms each, the last of which begins after 15 times 150 ms.
    expect(report).toContain("| thread 1 | 16 | 1.60 s | 68 % | 100 ms |");
    expect(report).toContain("Times are known of 32 of 64 designs");
    const best = async (run: string): Promise<string> => (await mortise(["best", run, "--json"])).stdout;
    expect(await best(timed)).toBe(await best(plain));
    expect(await best(timed)).toContain("mortise-findings/1");
  });

  test("leads to the report of a plan that lies in the run, from wherever the report is", async () => {
    const folder = scratchFolder();
    const run = join(folder, "a run");
    storeRun(run);
    mkdirSync(join(run, "plans/1.3"), { recursive: true });
    writeFileSync(join(run, "plans/1.3/report.html"), "");
    const page = await reportOf(run, "html");
    expect(page).toContain('<a href="./plans/1.3/report.html">The report of its plan</a>');
    expect(page).not.toContain("plans/1.3\n");
    expect(page.match(/The report of its plan/g)).toHaveLength(1);
    await mortise(["report", run, "-o", join(folder, "out/all.html")]);
    expect(readFileSync(join(folder, "out/all.html"), "utf8")).toContain('href="../a%20run/plans/1.3/report.html"');
  });

  test("tells a run that can go on", async () => {
    const run = scratchFolder();
    storeRun(run, false);
    expect(await reportOf(run, "md")).toContain("**The search is not at its end:** 32 of 40 designs are evaluated");
  });

  test("a PDF without a browser is refused with what to do, and nothing is written", async () => {
    const plan = join(root, "examples/residual.plan.json");
    const output = join(scratchFolder(), "report.pdf");
    const { exitCode, stderr } = await mortise(["report", plan, "-o", output], { environment: { PATH: "" } });
    expect(exitCode).toBe(1);
    expect(stderr).toContain("error[REPORT_NO_BROWSER]");
    expect(stderr).toContain("MORTISE_CHROMIUM");
    expect(() => readFileSync(output)).toThrow("ENOENT");
  });
});
