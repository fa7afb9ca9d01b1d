import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Plan } from "../../accelerators/plan.ts";
import { targets } from "../../accelerators/targets.ts";
import { energyOf, termsOf } from "../../codegen/energy-terms.ts";
import { mortise, scratchFolder } from "../support/command-line.ts";

const example = "examples/residual.plan.json";

const compiled = async (target: string): Promise<Plan> => {
  const folder = scratchFolder();
  const { exitCode } = await mortise([
    "compile",
    "examples/residual.nn",
    "--target",
    target,
    "-o",
    folder,
    "--mapper",
    "plain",
  ]);
  expect(exitCode).toBe(0);
  return JSON.parse(readFileSync(join(folder, "plan.json"), "utf8")) as Plan;
};

describe("mortise explain", () => {
  test.each(targets.map(({ name }) => name))(
    "%s: counts times costs add up to the energy of every layer and level",
    async name => {
      const { networks, accelerators } = await compiled(name);
      for (const layer of networks.flatMap(({ layers }) => layers)) {
        const terms = termsOf(layer, accelerators[0]!);
        const sum = terms.reduce((total, term) => total + energyOf(term), 0);
        expect(Math.abs(sum - layer.energyPj.total)).toBeLessThanOrEqual(1e-9 * layer.energyPj.total);
        const network = terms
          .filter(({ part }) => part === "network")
          .reduce((total, term) => total + energyOf(term), 0);
        expect(network).toBeCloseTo(layer.energyPj.perLevel["network"]!, 3);
      }
    },
  );

  test("shows a plan by level and tensor, with the sources of its costs", async () => {
    const { exitCode, stdout } = await mortise(["explain", example]);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/DRAM +weights read +[\d,]+ bits +x [\d.]+ pJ/);
    expect(stdout).toContain("as in the plan");
    expect(stdout).toContain("dram.lpddr4.energyPjPerBit: ");
  });

  test("a stream through the vector unit is mapped anew with the same tensors on chip", async () => {
    const folder = scratchFolder();
    const lenet = ["examples/lenet.onnx", "--bind", "batch=1"];
    expect((await mortise(["compile", ...lenet, "-o", folder])).exitCode).toBe(0);
    const { stdout } = await mortise(["explain", folder, "MaxPool_2"]);
    const [, sum] = /^ +sum +([\d,]+) pJ/m.exec(stdout) ?? [];
    const [, thriftiest] = /, ([\d.]+) nJ at the thriftiest/.exec(stdout) ?? [];
    expect(Number(sum?.replaceAll(",", "")) / 1000).toBeCloseTo(Number(thriftiest), 1);
  });

  test("shows a layer's loop nest and what one step in each parameter would change", async () => {
    const { exitCode, stdout } = await mortise(["explain", example, "second"]);
    expect(exitCode).toBe(0);
    expect(stdout).toContain("Loop nest\n  DRAM [");
    expect(stdout).toMatch(/pes 224 /);
    expect(stdout).toMatch(/buffer 524,288 /);
    expect(stdout).toMatch(/dramBandwidth 10,000,000,000 /);
  });

  test("asks whether another layer was meant", async () => {
    expect(await mortise(["explain", example, "secnd"])).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining("did you mean second?") as string,
    });
  });

  test.each(["package.json", "README.md", "nowhere.json"])("%s is no plan, and it says so", async file => {
    const { exitCode, stderr } = await mortise(["explain", file]);
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/error\[(PLAN_UNREADABLE|PLAN_MISSING)\]/);
  });
});
