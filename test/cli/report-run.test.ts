/** `mortise report` of a run, in all forms that need no browser. */
import { copyFileSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { RunStore } from "../../explore/runs/store/run-store.ts";
import { mortise, scratchFolder } from "../support/command-line.ts";

const root = join(import.meta.dirname, "../..");
const cacheFolder = join(root, "node_modules/.cache/mortise-test");

const exploredCamera = async (): Promise<string> => {
  const folder = scratchFolder();
  for (const name of ["camera.mortise", "lenet.onnx"]) copyFileSync(join(root, "examples", name), join(folder, name));
  const run = join(folder, "run");
  const budget = ["--budget", "6", "--seed", "3", "--strategy", "random", "--workers", "1"];
  await mortise(["explore", join(folder, "camera.mortise"), "-o", run, ...budget], { cacheFolder });
  return run;
};

const written = (run: string, name: string): string => readFileSync(join(run, name), "utf8");

describe("mortise report of a run", () => {
  test("says the same in every form, the same bytes each time, and tells a run that can go on", async () => {
    const run = await exploredCamera();
    for (const format of ["html", "md", "json"])
      expect(await mortise(["report", run, "--format", format])).toMatchObject({
        exitCode: 0,
        stdout: `Wrote ${join(run, `report.${format}`)}\n`,
      });
    const page = written(run, "report.html");
    await mortise(["report", run]);
    expect(written(run, "report.html")).toBe(page);
    for (const name of ["report.html", "report.md", "report.json"]) {
      expect(written(run, name)).toContain("Feasibility by limit");
      expect(written(run, name)).toMatch(/Of 6 evaluated, \d are within all limits/);
      expect(written(run, name)).not.toContain("not at its end");
    }

    const store = RunStore.resume(run);
    const [search] = store.searches();
    store.close();
    expect(search?.isEnded).toBe(true);
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

  test("a folder with neither plan nor run is refused", async () => {
    const { exitCode, stderr } = await mortise(["report", scratchFolder()]);
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/error\[[A-Z_]+\]/);
  });
});
