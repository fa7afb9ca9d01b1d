import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { mortise, scratchFolder } from "../support/command-line.ts";

const chip = 'asic { technology "28nm" accelerator n { template in { nvdla, eyeriss } pes in 64..256 step 64 } }';

describe("mortise check", () => {
  test("says what is open", async () => {
    const folder = scratchFolder();
    writeFileSync(join(folder, "a.onnx"), "");
    const at = (name: string, text: string): string => {
      writeFileSync(join(folder, name), text);
      return join(folder, name);
    };
    const open = at(
      "a.mortise",
      `design "a" { network a { model "a.onnx" } ${chip} quantize { weights in { 4, 8 } bits } }`,
    );
    const closed = at(
      "b.json",
      JSON.stringify({
        design: "b",
        networks: { a: { model: "a.onnx" } },
        asic: { technology: "28nm", accelerators: { n: { template: "nvdla" } } },
        require: [{ metric: "latency", atMost: "3 ms" }],
      }),
    );
    expect(await mortise(["check", open, closed])).toEqual({
      exitCode: 0,
      stdout: `${open}: 1 network on asic, 16 designs, 0 limits, 0 objectives\n${closed}: 1 network on asic, nothing open, 1 limit, 0 objectives\n`,
      stderr: "",
    });
  });

  test("a part that this version can't run is a warning", async () => {
    const folder = scratchFolder();
    const file = join(folder, "a.mortise");
    writeFileSync(join(folder, "graph.npz"), "");
    writeFileSync(file, 'design "a" {\n network a { space lpgnas { graph "graph.npz" blocks 2 } }\n gpu "T4" { }\n}');
    const { exitCode, stdout, stderr } = await mortise(["check", file]);
    expect(exitCode).toBe(0);
    expect(stdout).toBe(`${file}: 1 network on gpu, nothing open, 0 limits, 0 objectives; this version can't run it\n`);
    expect(stderr).toContain(`${file}:2:20: warning[SPEC_NOT_RUNNABLE]: this version can't run networks of lpgnas`);
    expect(stderr).toContain(`${file}:3:2: warning[SPEC_NOT_RUNNABLE]: this version can't run searches on T4`);
  });

  test.each([
    ["no text", Buffer.from([8, 7, 0, 18])],
    ["UTF-16", Buffer.from('design "a" { }', "utf16le")],
    ["Latin-1", Buffer.from('design "caf\xe9" { }', "latin1")],
  ])("a file that is %s is refused as a whole", async (_, bytes) => {
    const file = join(scratchFolder(), "a.mortise");
    writeFileSync(file, bytes);
    const { exitCode, stderr } = await mortise(["check", file]);
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/^\S+a\.mortise: error\[SPEC_NO_TEXT\]: this is no UTF-8 text\n {2}help: [^\n]+\n$/);
  });

  test("a quantity that is beyond all numbers is called too large", async () => {
    const file = join(scratchFolder(), "a.mortise");
    writeFileSync(file, 'design "a" { asic { technology "28nm" clock 1e300 GHz accelerator n { template nvdla } } }');
    expect((await mortise(["check", file])).stderr).toContain(
      "1:45: error[SPEC_VALUE]: clock takes a smaller number, found 1e300",
    );
  });

  test("faults of all files are reported, the right ones too", async () => {
    const folder = scratchFolder();
    writeFileSync(join(folder, "a.mortise"), `design "a" { network a { model "a.onnx" } ${chip} }`);
    const { exitCode, stderr } = await mortise(["check", join(folder, "a.mortise"), join(folder, "b.mortise")]);
    expect(exitCode).toBe(1);
    expect(stderr).toContain("error[FILE_NOT_FOUND]: there is no file a.onnx");
    expect(stderr).toContain("error[SPEC_FILE_MISSING]: there is no such file");
  });
});
