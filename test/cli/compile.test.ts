import { existsSync, mkdirSync, readFileSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Plan } from "../../accelerators/plan.ts";
import { tensor } from "../../ir/tensor.ts";
import { everythingIn, mortise, scratchFolder } from "../support/command-line.ts";
import { editedModel, onnxModel, onnxNode, type TestModel } from "../support/onnx-model.ts";

const root = join(import.meta.dirname, "../..");
const residual = join(root, "examples/residual.nn");
const lenet = [join(root, "examples/lenet.onnx"), "--bind", "batch=1"];

const planIn = (folder: string): Plan => JSON.parse(readFileSync(join(folder, "plan.json"), "utf8")) as Plan;

describe("mortise compile", () => {
  test("writes the plan and a table of layers, and prints one screen", async () => {
    const folder = join(scratchFolder(), "plan");
    const { exitCode, stdout, stderr } = await mortise(["compile", ...lenet, "-o", folder]);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
    expect(everythingIn(folder)).toEqual(["layers.csv", "plan.json"]);
    expect(stdout).toContain("lenet on npu-256");
    expect(stdout).toContain(`Wrote ${join(folder, "plan.json")}\nWrote ${join(folder, "layers.csv")}\n`);
    expect(stdout.split("\n").length).toBeLessThan(50);
  });

  test("counts LeNet as on paper, and covers every node", async () => {
    const folder = scratchFolder();
    await mortise(["compile", ...lenet, "-o", folder]);
    const { feasible, metrics, coverage, networks } = planIn(folder);
    expect(feasible).toBe(true);
    // 28·28·6·25 + 10·10·16·150 + 400·120 + 120·84 + 84·10
    expect(metrics.macs).toBe(117_600 + 240_000 + 48_000 + 10_080 + 840);
    // Weights and biases: (25 + 1)·6 + (150 + 1)·16 + (400 + 1)·120 + (120 + 1)·84 + (84 + 1)·10
    expect(metrics.parameters).toBe(156 + 2416 + 48_120 + 10_164 + 850);
    expect(coverage).toHaveLength(13);
    expect(coverage.filter(({ status }) => status === "unsupported")).toEqual([]);
    expect(networks[0]?.boundSymbols).toEqual([{ name: "batch", value: 1 }]);
  });

  test("proves its mappings, which together are no worse than plain ones", async () => {
    const [plain, exact] = [scratchFolder(), scratchFolder()];
    await mortise(["compile", residual, "-o", plain, "--mapper", "plain"]);
    const { stdout } = await mortise(["compile", residual, "-o", exact]);
    expect(stdout).toContain("proven best");
    const productIn = (folder: string): number => {
      const { latencyCycles, energyPj } = planIn(folder).metrics;
      return latencyCycles! * energyPj!;
    };
    expect(productIn(exact)).toBeLessThanOrEqual(productIn(plain));
    expect(planIn(exact).provenance.search.exact).toBe(true);
    const { provenance } = planIn(plain);
    expect(provenance.search.exact).toBe(false);
    expect(provenance.command).toContain("--mapper plain");
  });

  test("an unknown mapper is refused, naming those that there are", async () => {
    const { exitCode, stderr } = await mortise(["compile", residual, "-o", scratchFolder(), "--mapper", "magic"]);
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/magic.*exact, plain/s);
  });

  test("two runs give the same bytes, wherever they write", async () => {
    const [first, second] = [scratchFolder(), scratchFolder()];
    await mortise(["compile", ...lenet, "-o", first], { tick: 1 });
    await mortise(["compile", ...lenet, "-o", second, "--stats"], { tick: 70, columns: 80 });
    for (const name of ["plan.json", "layers.csv"])
      expect(readFileSync(join(first, name))).toEqual(readFileSync(join(second, name)));
  });

  test("compiles IR text; the nodes of the text are its coverage", async () => {
    const folder = scratchFolder();
    expect(await mortise(["compile", residual, "-o", folder])).toMatchObject({ exitCode: 0, stderr: "" });
    const names = planIn(folder).coverage.map(({ node, op }) => [node, op]);
    expect(names).toEqual([
      ["first", "conv2d"],
      ["activation", "relu"],
      ["second", "conv2d"],
      ["skip", "add"],
      ["output", "relu"],
    ]);
  });

  test("provenance holds a command that gives the same plan, without the output folder", async () => {
    const folder = scratchFolder();
    const options = ["--target", "npu-64", "--require", "latency <= 1 s"];
    await mortise(["compile", ...lenet, ...options, "-o", folder]);
    expect(planIn(folder).provenance.command).toBe(
      `mortise compile ${lenet[0]} --target npu-64 --bind batch=1 --require 'latency <= 1 s'`,
    );
  });

  test("a missed limit: the plan is written all the same, the code is 2", async () => {
    const folder = scratchFolder();
    const limits = ["--require", "latency <= 1 us", "--require", "energy <= 1 J, area <= 100 mm2"];
    const { exitCode, stdout } = await mortise(["compile", residual, ...limits, "-o", folder]);
    expect(exitCode).toBe(2);
    expect(stdout).toContain("1 of 3 limits missed.");
    const { feasible, limits: judged } = planIn(folder);
    expect(feasible).toBe(false);
    expect(judged.map(({ satisfied }) => satisfied)).toEqual([false, true, true]);
  });

  test("met limits: the code is 0", async () => {
    const limits = ["--require", "latency <= 1 s"];
    const { exitCode, stdout } = await mortise(["compile", residual, ...limits, "-o", scratchFolder()]);
    expect(exitCode).toBe(0);
    expect(stdout).toContain("All limits met.");
  });

  test("a model with weights that are missing compiles by its shapes, with a warning in the plan", async () => {
    const folder = scratchFolder();
    const file = join(folder, "model.onnx");
    writeFileSync(file, modelWithExternalWeight("weights.bin"));
    expect(await mortise(["compile", file, "-o", join(folder, "plan")])).toMatchObject({ exitCode: 0 });
    const { warnings, networks } = planIn(join(folder, "plan"));
    expect(warnings.map(({ code }) => code)).toEqual(["ONNX_EXTERNAL_MISSING"]);
    expect(networks[0]?.unknownConstants).not.toEqual([]);
  });

  test("work of more than a second shows progress on a terminal, and wipes it before the summary", async () => {
    const { stderr, stdout } = await mortise(["compile", residual, "-o", scratchFolder()], { columns: 60, tick: 500 });
    expect(stderr).toContain("\r\x1b[2Kpass ");
    expect(stderr.endsWith("\r\x1b[2K")).toBe(true);
    expect(stdout).not.toContain("\x1b");
  });

  test("prints nothing but the summary into a pipe", async () => {
    expect((await mortise(["compile", residual, "-o", scratchFolder()], { tick: 5000 })).stderr).toBe("");
  });
});

const tiny: TestModel = {
  opset: 17,
  inputs: { x: "f32[1,4]" },
  nodes: [onnxNode("Relu", ["x"], ["y"], {}, { name: "first" })],
  outputs: { y: "f32[1,4]" },
};
const weighted: TestModel = {
  ...tiny,
  initializers: { w: tensor("f32", [1, 4], [1, 2, 3, 4]) },
  nodes: [onnxNode("Add", ["x", "w"], ["y"])],
};
const withNode = (opType: string, domain = ""): TestModel => ({
  ...tiny,
  nodes: [...tiny.nodes, onnxNode(opType, ["y"], ["z"], {}, { name: "odd one", domain })],
  outputs: { z: "f32[1,4]" },
});

const modelWithExternalWeight = (location: string): Uint8Array =>
  editedModel(weighted, (_, graph) => {
    const [weight] = graph.initializer;
    weight!.rawData = new Uint8Array();
    weight!.dataLocation = 1;
    weight!.externalData = [{ $typeName: "onnx.StringStringEntryProto", key: "location", value: location }];
  });

test("a specification where a model belongs is told what to do with it", async () => {
  const { exitCode, stderr } = await mortise(["compile", "examples/camera.mortise"]);
  expect(exitCode).toBe(1);
  expect(stderr).toMatch(
    /^examples\/camera\.mortise: error\[MODEL_IS_SPEC\].*\n {2}help: .*--spec examples\/camera\.mortise/,
  );
});

describe("bad input: one message with the file, the node and the mend; exit 1; nothing written", () => {
  const example = readFileSync(join(root, "examples/lenet.onnx"));
  const write = (file: string, content: Uint8Array | string): void => writeFileSync(file, content);
  /** A file of `size` zeros that takes no room on the disk. */
  const hole = (file: string, size: number): void => {
    write(file, "");
    truncateSync(file, size);
  };
  const cases: readonly (readonly [name: string, make: (file: string) => void, message: RegExp])[] = [
    ["a missing file", () => undefined, /MODEL_MISSING/],
    ["a folder", file => mkdirSync(file), /MODEL_IS_FOLDER/],
    ["an empty file", file => write(file, ""), /ONNX_EMPTY[^]*help:/],
    ["a text file", file => write(file, "This is no model at all.\n"), /ONNX_NOT_A_MODEL.*text file[^]*help:/],
    ["a truncated model", file => write(file, example.subarray(0, example.length >> 1)), /ONNX_TRUNCATED[^]*help:/],
    ["3 GiB of nothing", file => hole(file, 3 * 2 ** 30), /MODEL_TOO_LARGE[^]*help:/],
    ["2 GB that are no model", file => hole(file, 2e9), /ONNX_NOT_A_MODEL[^]*help:/],
    ["an unbound dimension", file => write(file, example), /ONNX_UNBOUND.*batch[^]*--bind batch=1/],
    ["weights outside the folder", file => write(file, modelWithExternalWeight("../w")), /ONNX_EXTERNAL_OUTSIDE/],
    [
      "weights behind a link that leads outside",
      file => {
        symlinkSync("/etc/hostname", join(file, "../w"));
        write(file, modelWithExternalWeight("w"));
      },
      /ONNX_EXTERNAL_OUTSIDE/,
    ],
    [
      "a weight file of the wrong size",
      file => {
        write(join(file, "../w"), "short");
        write(file, modelWithExternalWeight("w"));
      },
      /ONNX_EXTERNAL_SIZE.*\bw\b/,
    ],
    ["an unknown operator", file => write(file, onnxModel(withNode("Rulu"))), /\(odd one\).*ONNX_UNSUPPORTED.*Rulu/],
    ["an unknown domain", file => write(file, onnxModel(withNode("Relu", "acme"))), /\(odd one\).*acme/],
    ["an opset out of range", file => write(file, onnxModel({ ...tiny, opset: 99 })), /ONNX_OPSET.*99.*7 to 21/],
    [
      "a cyclic graph",
      file =>
        write(
          file,
          onnxModel({ ...tiny, nodes: [onnxNode("Add", ["x", "z"], ["y"]), onnxNode("Relu", ["y"], ["z"])] }),
        ),
      /ONNX_CYCLE/,
    ],
    [
      "a dangling input",
      file => write(file, onnxModel({ ...tiny, nodes: [onnxNode("Relu", ["xx"], ["y"])] })),
      /ONNX_DANGLING.*xx[^]*did you mean x\?/,
    ],
    [
      "a negative dimension of a weight",
      file =>
        write(
          file,
          editedModel(weighted, (_, graph) => {
            graph.initializer[0]!.dims = [-3n];
          }),
        ),
      /ONNX_TENSOR.*-3/,
    ],
    [
      "a huge dimension",
      file => write(file, onnxModel({ ...tiny, inputs: { x: "f32[2147483647,2147483647]" } })),
      /ONNX_INPUT/,
    ],
  ];

  test.each(cases)("%s", async (_, make, message) => {
    const folder = scratchFolder();
    const file = join(folder, "model.onnx");
    make(file);
    const before = everythingIn(folder);
    const output = join(folder, "plan");
    const { exitCode, stdout, stderr } = await mortise(["compile", file, "-o", output]);
    expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: "" });
    expect(stderr).toMatch(message);
    expect(stderr).toContain(file);
    expect(stderr).not.toMatch(/\n\s+at |internal error/);
    expect(everythingIn(folder)).toEqual(before);
  });

  test("--allow-unsupported keeps the node, uncosted, with the reason in the plan", async () => {
    const folder = scratchFolder();
    const file = join(folder, "model.onnx");
    writeFileSync(file, onnxModel(withNode("Rulu")));
    const { exitCode } = await mortise(["compile", file, "--allow-unsupported", "-o", join(folder, "plan")]);
    expect(exitCode).toBe(0);
    const unsupported = planIn(join(folder, "plan")).coverage.filter(({ status }) => status === "unsupported");
    expect(unsupported).toMatchObject([{ node: "odd one", op: "Rulu" }]);
    expect(unsupported[0]?.reason).not.toBe("");
  });
});

describe("bad arguments", () => {
  test("every one is reported at once, before the model is looked at", async () => {
    const mistakes = ["--target", "npu_256", "--bind", "batch", "--require", "latency <= 3 mm2, latncy <= 1 s"];
    const { exitCode, stdout, stderr } = await mortise(["compile", "nix.onnx", ...mistakes]);
    expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: "" });
    expect(stderr).toMatch(/no target npu_256\n {2}help: did you mean npu-256\? targets are npu-32, /);
    expect(stderr).toContain("ARGUMENT_BIND");
    expect(stderr).toContain("LIMIT_DIMENSION");
    expect(stderr).toContain("LIMIT_UNKNOWN_METRIC");
    expect(stderr).not.toContain("MODEL_MISSING");
  });
});

describe("the output folder", () => {
  test("that is a file is refused and left as it is", async () => {
    const file = join(scratchFolder(), "plan");
    writeFileSync(file, "mine");
    const { exitCode, stdout, stderr } = await mortise(["compile", residual, "-o", file]);
    expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: "" });
    expect(stderr).toMatch(/^\S*plan: error\[OUTPUT_UNWRITABLE\]: nothing was written: there is a file of this name/);
    expect(readFileSync(file, "utf8")).toBe("mine");
  });

  test("on a full disk stays empty", async ({ skip }) => {
    if (!existsSync("/dev/full")) skip("needs the device /dev/full");
    const folder = scratchFolder();
    symlinkSync("/dev/full", join(folder, "plan"));
    expect((await mortise(["compile", residual, "-o", join(folder, "plan", "below")])).exitCode).toBe(1);
    expect(everythingIn(folder)).toEqual(["plan"]);
  });
});
