import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { importOnnx } from "../../ir/import/onnx/import-onnx.ts";
import { mortise } from "../support/command-line.ts";
import { dataPath, describeWithData } from "../support/data.ts";

const lenet = join(import.meta.dirname, "../../examples/lenet.onnx");

const outputFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), "mortise-quantize-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return join(folder, "out");
};

const quantize = (folder: string, ...options: readonly string[]) =>
  mortise(["quantize", lenet, "--bind", "batch=1", "--samples", "4", "-o", folder, ...options]);

/** Where it does not matter how weights are rounded, in a tenth of the time. */
const nearest = ["--rounding", "nearest"];

interface Record {
  readonly accuracy: { readonly float: number; readonly quantized: number; readonly metric: string };
  readonly data: { readonly synthetic: boolean };
  readonly bitOps: number;
  readonly bitOpsAtEightBits: number;
  readonly tensors: readonly { readonly value: string; readonly role: string; readonly bits: number }[];
  readonly mixed: {
    readonly rehearsals: number;
    readonly trials: readonly unknown[];
    readonly keptWider: readonly { readonly value: string; readonly noise: number }[];
  } | null;
}

const recordIn = (folder: string): Record =>
  JSON.parse(readFileSync(join(folder, "quantization.json"), "utf8")) as Record;

describe("mortise quantize", () => {
  test("a model that is quantized already is not rounded a second time, and compiles with its own parameters", async () => {
    const folder = outputFolder();
    await quantize(folder, ...nearest);
    const again = await mortise(["quantize", join(folder, "model.onnx"), "-o", join(folder, "again")]);
    expect(again.exitCode).toBe(1);
    expect(again.stderr).toContain("QUANT_ALREADY");
    const compiled = await mortise(["compile", join(folder, "model.onnx"), "-o", join(folder, "plan")]);
    expect(compiled.stdout).toContain("Assumed: the model is quantized already");
    expect(compiled.stdout).not.toContain("no quantization has been calibrated");
  });

  test("without data calibrates on noise, says so, and writes a model that reads back", async () => {
    const folder = outputFolder();
    const { exitCode, stdout } = await quantize(folder);
    expect(exitCode).toBe(0);
    expect(stdout).toContain("The data are noise");
    const record = recordIn(folder);
    expect(record.data.synthetic).toBe(true);
    expect(record.accuracy.quantized).toBeGreaterThan(20);
    const { graph } = importOnnx(readFileSync(join(folder, "model.onnx")));
    expect(graph.nodes.some(({ op }) => op === "quantize")).toBe(true);
  });

  test("the same seed gives the same bytes, wherever they go", async () => {
    const [first, second] = [outputFolder(), outputFolder()];
    await quantize(first, "--weights", "6");
    await quantize(second, "--weights", "6");
    for (const name of ["model.onnx", "quantization.json"])
      expect(readFileSync(join(second, name)).equals(readFileSync(join(first, name)))).toBe(true);
  });

  test("several widths are chosen from, and a limit that can't be met is exit code 2", async () => {
    const folder = outputFolder();
    const options = [...nearest, "--weights", "2,8", "--metric", "agreement", "--objective", "bitops", "--drop"];
    const { exitCode, stdout } = await quantize(folder, ...options, "100");
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/networks run/);
    expect(
      recordIn(folder)
        .tensors.filter(({ role }) => role === "weight")
        .every(({ bits }) => bits === 2),
    ).toBe(true);
    const within = [...nearest, "--within", "40", "--objective", "bitops", "--metric", "agreement"];
    expect((await quantize(folder, "--weights", "2,4,8", ...within)).exitCode).toBe(0);
    const { bitOps, bitOpsAtEightBits } = recordIn(folder);
    expect(bitOps / bitOpsAtEightBits).toBeLessThanOrEqual(0.4);
    const missed = await quantize(folder, ...nearest, "--weights", "2", "--metric", "agreement", "--at-least", "101");
    expect(missed.exitCode).toBe(2);
    expect((await quantize(folder, "--weights", "2,8")).stderr).toContain("ARGUMENT_LIMIT");
    expect((await quantize(folder, "--metric", "sqnr", "--drop", "1")).stderr).toContain("ARGUMENT_LIMIT");
  });

  test("what signal over noise at the worst output needs wide is named, the most harmful first", async () => {
    const folder = outputFolder();
    const widths = [...nearest, "--weights", "4,8", "--activations", "6,8", "--objective", "bitops"];
    const options = [...widths, "--metric", "sqnr", "--at-least"];
    const { exitCode, stdout } = await quantize(folder, ...options, "15");
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/Kept wider: \d+ of \d+ tensors/);
    const { accuracy, mixed, tensors, bitOps, bitOpsAtEightBits } = recordIn(folder);
    expect(accuracy.quantized).toBeGreaterThanOrEqual(15);
    expect(bitOps).toBeLessThan(bitOpsAtEightBits);
    const kept = mixed?.keptWider ?? [];
    expect(kept.map(({ value }) => value).sort()).toEqual(
      tensors.flatMap(({ value, bits }) => (bits === 8 ? [value] : [])).sort(),
    );
    const noise = kept.map(each => each.noise);
    expect(noise).toEqual(noise.toSorted((a, b) => b - a));
    // Few networks are finished.
    expect(mixed?.rehearsals).toBeGreaterThan(mixed?.trials.length ?? Infinity);

    const unreachable = outputFolder();
    const missed = await quantize(unreachable, ...options, "150");
    expect(missed.exitCode).toBe(2);
    expect(missed.stdout).toContain("No choice of these widths that was run keeps the limit");
    expect(recordIn(unreachable).tensors.every(({ bits }) => bits === 8)).toBe(true);
  });

  test("every faulty option is told at once, and nothing is written", async () => {
    const folder = outputFolder();
    const broken = [
      "--weights",
      "0",
      "--activations",
      "4,x",
      "--samples",
      "none",
      "--drop",
      "-1",
      "--image",
      "resize",
      "--seed",
      "x",
    ];
    const { exitCode, stderr } = await quantize(folder, ...broken);
    expect(exitCode).toBe(1);
    expect(stderr.match(/error\[/g)).toHaveLength(6);
    expect(existsSync(folder)).toBe(false);
    expect((await quantize(folder, "--metric", "top1")).stderr).toContain("QUANT_METRIC");
    expect((await quantize(folder, "--data", "nowhere")).stderr).toContain("DATA_MISSING");
    expect((await quantize(folder, "--metric", "top-1")).stderr).toContain("QUANT_METRIC");
  });
});

describeWithData("mortise quantize on real data", () => {
  test("keeps MNIST's accuracy at 8 bits", async () => {
    const folder = outputFolder();
    const model = dataPath("models", "onnx", "mnist_cntk.onnx");
    const options = [
      "--data",
      dataPath("datasets", "mnist"),
      "--samples",
      "64",
      "--evaluate-samples",
      "500",
      "--drop",
      "0.5",
    ];
    const { exitCode, stdout } = await mortise(["quantize", model, ...options, "-o", folder]);
    expect(stdout).toContain("top-1 on 500 samples of t10k-images-idx3-ubyte.gz");
    expect(exitCode).toBe(0);
    const { float, quantized } = recordIn(folder).accuracy;
    // 98.9 % of all 10,000; of 500 drawn ones 97.6 %.
    expect(float).toBeGreaterThan(97.5);
    // One picture of 500 at most.
    expect(quantized).toBeGreaterThanOrEqual(float - 0.2001);
  }, 60_000);
});
