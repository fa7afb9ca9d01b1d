import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { mortise, scratchFolder } from "../support/command-line.ts";

const root = join(import.meta.dirname, "../..");
const residual = join(root, "examples/residual.nn");
const lenet = join(root, "examples/lenet.onnx");

const printed = async (...commandLine: readonly string[]): Promise<string> => {
  const { exitCode, stdout, stderr } = await mortise(["ir", ...commandLine]);
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
  return stdout;
};

const operatorsIn = (text: string): readonly string[] => [...text.matchAll(/= (\w+)\(/g)].map(([, op]) => op!);

describe("mortise ir", () => {
  test("prints a text as it stands, without its comments", async () => {
    const withoutComment = readFileSync(residual, "utf8").replace(/^\/\/.*\n/, "");
    expect(await printed(residual)).toBe(withoutComment);
  });

  test("prints an imported model", async () => {
    const text = await printed(lenet, "--bind", "batch=2");
    expect(text).toContain("network @lenet(%image: f32[2,1,28,28]) {");
    expect(text).toContain("@conv1.weight : f32[6,1,5,5] = elided");
    expect(operatorsIn(text).filter(op => op === "conv2d")).toHaveLength(2);
  });

  test("--constants full prints text that reads back with all data", async () => {
    const text = await printed(lenet, "--bind", "batch=1", "--constants", "full");
    const file = join(scratchFolder(), "lenet.nn");
    writeFileSync(file, text);
    expect(await printed(file, "--constants", "full")).toBe(text);
  });

  test("--passes runs a pipeline or single passes", async () => {
    expect(operatorsIn(await printed(residual))).toEqual(["conv2d", "relu", "conv2d", "add", "relu"]);
    expect(operatorsIn(await printed(residual, "--passes", "default"))).toEqual(["conv2d", "conv2d"]);
    const activationsOnly = await printed(residual, "--passes", "fuse-activations");
    expect(operatorsIn(activationsOnly)).toEqual(["conv2d", "conv2d", "add", "relu"]);
  });

  test("--print-after shows the network between passes", async () => {
    const passes = ["--passes", "fuse-residual-add, fuse-activations"];
    const text = await printed(residual, ...passes, "--print-after", "fuse-residual-add");
    expect(operatorsIn(text)).toEqual(["conv2d", "relu", "conv2d", "relu"]);
  });

  test("--stats says what each pass did, on standard error", async () => {
    const { stdout, stderr } = await mortise(["ir", residual, "--passes", "fuse-activations", "--stats"], { tick: 2 });
    expect(stdout).toContain("network @residual");
    expect(stderr).toBe(
      [
        "pass              changed  nodes before  nodes after  ms",
        "fuse-activations  yes      5             4            2.0",
        "",
      ].join("\n"),
    );
  });
});

describe("mortise ir refuses", () => {
  test.each([
    [["nix.nn"], /^nix\.nn: error\[MODEL_MISSING\]: there is no such file\n/],
    [
      [residual, "--passes", "fuse-activation"],
      /no pass or pipeline fuse-activation\n {2}help: did you mean fuse-activations\?/,
    ],
    [[residual, "--passes", "default,fuse-activations"], /no pass or pipeline default/],
    [[residual, "--passes", ""], /no pass or pipeline/],
    [[residual, "--print-after", "fold-constants"], /pass fold-constants does not run here/],
    [[residual, "--constants", "some"], /argument 'some' is invalid. Allowed choices are elided, full/],
    [[residual, "--bind", "N=1"], /IR text has no open dimensions to bind/],
    [[lenet, "--bind", "N"], /ARGUMENT_BIND/],
    [[lenet], /ONNX_UNBOUND[^]*--bind batch=1/],
    [[lenet, "--bind", "batsch=1", "--bind", "batch=1"], /no open dimension batsch\n {2}help: did you mean batch\?/],
  ])("%j", async (commandLine, message) => {
    const { exitCode, stdout, stderr } = await mortise(["ir", ...commandLine]);
    expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: "" });
    expect(stderr).toMatch(message);
  });

  test("colours what is wrong on a terminal only, and never against NO_COLOR", async () => {
    const red = "\x1b[31merror[MODEL_MISSING]";
    expect((await mortise(["ir", "nix.nn"], { columns: 80 })).stderr).toContain(red);
    const environment = { NO_COLOR: "1" };
    expect((await mortise(["ir", "nix.nn"], { columns: 80, environment })).stderr).not.toContain("\x1b");
  });
});
