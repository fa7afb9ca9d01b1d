import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { mortise, scratchFolder } from "../support/command-line.ts";
import { expectGolden } from "../support/golden.ts";

const root = join(import.meta.dirname, "../..");
const residual = join(root, "examples/residual.nn");
const lenet = join(root, "examples/lenet.onnx");
const nest = join(root, "examples/second.nest");

const printed = async (...commandLine: readonly string[]): Promise<string> => {
  const { exitCode, stdout, stderr } = await mortise(["map", ...commandLine]);
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
  return stdout;
};

/** The table's lines below its heading, each in cells. */
const tableBelow = (text: string, heading: string): readonly (readonly string[])[] => {
  const [, below = ""] = text.split(`\n${heading}`);
  const [, , ...rows] = below.split("\n\n")[0]!.trimEnd().split("\n");
  return rows.map(row => row.trim().split(/ {2,}/));
};
const numberIn = (cell: string | undefined): number => Number(cell?.replaceAll(",", ""));
const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0);

describe("mortise map", () => {
  test("shows a layer down to each loop, count and picojoule", async () => {
    const text = await printed(residual, "--layer", "second", "--mapping", nest);
    expectGolden(join(root, "test/golden/map.txt"), text.slice(text.indexOf("The mapping given")));
  });

  test("what it prints adds up", async () => {
    const text = await printed(residual, "--layer", "second");
    const accesses = tableBelow(text, "Accesses");
    expect(accesses).toHaveLength(8);
    for (const cells of accesses) {
      const [readBits, perRead, writtenBits, perWritten, energy] = cells.slice(5).map(numberIn);
      const product = readBits! * perRead! + writtenBits! * perWritten!;
      expect(Math.abs(product / energy! - 1)).toBeLessThan(0.01);
    }
    const energies = tableBelow(text, "Energy").map(cells => numberIn(cells.at(-1)));
    expect(Math.abs(sum(energies.slice(0, -1)) - energies.at(-1)!)).toBeLessThan(energies.length);
    const cycles = tableBelow(text, "Cycles").map(cells => numberIn(cells.at(-1)));
    expect(Math.max(...cycles.slice(0, -2)) + cycles.at(-2)!).toBeCloseTo(cycles.at(-1)!, 0);
  });

  test("without --layer, every contraction, equal ones once", async () => {
    const text = await printed(lenet, "--bind", "batch=1");
    expect(text).toMatch(/^5 distinct on npu-256\n/);
    expect(text.match(/\nFront: /g)).toHaveLength(5);
  });

  test("equal layers are named together, with hostile names escaped", async () => {
    const twins = join(scratchFolder(), "twins.nn");
    writeFileSync(
      twins,
      `network @twins(%image: f32[1,8,16,16]) {
  @weight : f32[8,8,3,3] = unknown
  %0 = conv2d(%image, @weight) {strides=[1,1], pads=[1,1,1,1], group=1} : f32[1,8,16,16]   // first
  %1 = conv2d(%0, @weight) {strides=[1,1], pads=[1,1,1,1], group=1} : f32[1,8,16,16]   // sec\u001bond
  return %1 as "image"
}
`,
    );
    const text = await printed(twins, "--target", "npu-64");
    expect(text).toContain("1 distinct on npu-64\n\nfirst\n  equal: ");
    expect(text).not.toContain("\u001b");
  });

  test("a layer that does not fit is named with the reason, and the exit code is 2", async () => {
    const wide = join(scratchFolder(), "wide.nn");
    writeFileSync(
      wide,
      `network @wide(%left: int16[4,8], %right: int16[8,4], %zero: int16[]) {
  %0 = matmul_integer(%left, %right, %zero, %zero) : int32[4,4]   // product
  return %0 as "product"
}
`,
    );
    const { exitCode, stdout } = await mortise(["map", wide]);
    expect({ exitCode, stdout }).toMatchObject({ exitCode: 2 });
    expect(stdout).toContain("does not fit npu-256: no MAC is wide enough for 16-bit weights and 16-bit inputs");
  });

  test("--layer takes a vector layer too, which has no nest", async () => {
    const text = await printed(lenet, "--bind", "batch=1", "--layer", "MaxPool_2");
    expect(text).toContain("max_pool2d, a stream through the vector unit");
    expect(text).not.toContain("\nmac");
  });

  test("--point shows another point of the front, or the last there is", async () => {
    expect(await printed(residual, "--layer", "second", "--point", "99")).toMatch(/\nPoint \d+\n/);
    const { exitCode, stderr } = await mortise(["map", residual, "--point", "0", "--target", "npu"]);
    expect(exitCode).toBe(1);
    expect(stderr).toContain("ARGUMENT_POINT");
    expect(stderr).toContain("ARGUMENT_TARGET");
  });

  test("an unknown layer, and one that costs nothing", async () => {
    const unknown = await mortise(["map", residual, "--layer", "secnd"]);
    expect(unknown).toMatchObject({ exitCode: 1, stdout: "" });
    expect(unknown.stderr).toBe("error[ARGUMENT_LAYER]: there is no layer secnd\n  help: did you mean second?\n");
    const free = await mortise(["map", lenet, "--bind", "batch=1", "--layer", "Flatten_6"]);
    expect(free.exitCode).toBe(1);
    expect(free.stderr).toContain("costs nothing");
  });
});

describe("mortise map --mapping", () => {
  const withNest = async (text: string, ...options: readonly string[]) => {
    const file = join(scratchFolder(), "own.nest");
    writeFileSync(file, text);
    const { exitCode, stdout, stderr } = await mortise(["map", residual, ...options, "--mapping", file]);
    return { exitCode, stdout, stderr: stderr.replaceAll(file, "own.nest") };
  };
  const legal = readFileSync(nest, "utf8");

  test("the mapper's own nest costs what the mapper says", async () => {
    const mapped = await printed(residual, "--layer", "first");
    const own = mapped.slice(mapped.indexOf("DRAM ["), mapped.indexOf("mac\n") + 4);
    const { exitCode, stdout } = await withNest(own, "--layer", "first");
    expect(exitCode).toBe(0);
    const front = tableBelow(stdout, "Front");
    expect(front.find(([label]) => label === "given")?.slice(1)).toEqual(front[0]!.slice(1));
    expect(stdout.slice(stdout.indexOf("DRAM ["))).toBe(mapped.slice(mapped.indexOf("DRAM [")));
  });

  test("an illegal one is refused with all that the checker finds", async () => {
    const greedy = legal.replace("CBUF [weights inputs]", "CBUF [inputs]").replace("for R in 3", "for N in 1");
    expect(await withNest(greedy, "--layer", "second")).toEqual({
      exitCode: 1,
      stdout: "",
      stderr: [
        "own.nest: error[MAPPING_ILLEGAL]: weights may not bypass CBUF",
        "  help: the rules of the machine are those that mortise compile writes to plan.json",
        "own.nest: error[MAPPING_ILLEGAL]: R: the loops leave 3 steps uncovered",
        "  help: the rules of the machine are those that mortise compile writes to plan.json",
        "",
      ].join("\n"),
    });
  });

  test("a text that is no nest of this machine is blamed on its line", async () => {
    const { exitCode, stderr } = await withNest(
      legal.replace("for S in 3", "for S in 3\nfor S in 3"),
      "--layer",
      "second",
    );
    expect(exitCode).toBe(1);
    expect(stderr).toContain("own.nest:8: error[MAPPING_LOOP_TOO_MANY]: a loop over S too many");
  });

  test("it must be clear for which layer it is, and that layer must have loops", async () => {
    const several = await withNest(legal);
    expect(several.exitCode).toBe(1);
    expect(several.stderr).toContain("--mapping is for one layer, 2 are to be mapped");
    const pool = await mortise(["map", lenet, "--bind", "batch=1", "--layer", "MaxPool_2", "--mapping", nest]);
    expect(pool.stderr).toContain("streams through the vector unit");
    const missing = await mortise(["map", residual, "--layer", "second", "--mapping", `${nest}s`]);
    expect(missing).toMatchObject({ exitCode: 1, stdout: "" });
    expect(missing.stderr).toContain("did you mean");
  });
});
