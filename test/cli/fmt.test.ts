import { readFileSync, statSync, symlinkSync, writeFileSync, lstatSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { everythingIn, mortise, scratchFolder } from "../support/command-line.ts";

const untidy = `# chip\ndesign "x" {\n network a { model "a.onnx" } # why\n  asic { technology "28nm"\n accelerator npu { template nvdla } } }`;
const tidy = `# chip
design "x" {
  network a { model "a.onnx" }  # why
  asic {
    technology "28nm"
    accelerator npu { template nvdla }
  }
}
`;

const folderWith = (files: Readonly<Record<string, string>>): ((name: string) => string) => {
  const folder = scratchFolder();
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return name => join(folder, name);
};

describe("mortise fmt", () => {
  test("rewrites what is not in canonical form, and leaves the rest alone", async () => {
    const at = folderWith({ "a.mortise": untidy, "b.mortise": tidy });
    const before = statSync(at("b.mortise")).ino;
    const { exitCode, stdout, stderr } = await mortise(["fmt", at("a.mortise"), at("b.mortise")]);
    expect({ exitCode, stdout, stderr }).toEqual({
      exitCode: 0,
      stdout: `${at("a.mortise")}: rewritten\n1 file is in canonical form\n`,
      stderr: "",
    });
    expect(readFileSync(at("a.mortise"), "utf8")).toBe(tidy);
    expect(statSync(at("b.mortise")).ino).toBe(before);
    expect(everythingIn(at("."))).toEqual(["a.mortise", "b.mortise"]);
  });

  test("--check writes nothing and names what would change", async () => {
    const at = folderWith({ "a b.mortise": untidy, "b.mortise": tidy });
    const { exitCode, stdout, stderr } = await mortise(["fmt", "--check", at("a b.mortise"), at("b.mortise")]);
    expect(exitCode).toBe(1);
    expect(stdout).toBe("1 file is in canonical form\n");
    expect(stderr).toContain(`${at("a b.mortise")}: error[SPEC_NOT_CANONICAL]`);
    expect(stderr).toContain(`run mortise fmt '${at("a b.mortise")}'`);
    expect(readFileSync(at("a b.mortise"), "utf8")).toBe(untidy);
  });

  test("where one file is faulty, all faults are reported and none is rewritten", async () => {
    const at = folderWith({ "a.mortise": untidy, "b.mortise": 'design "x" {\n', "c.json": "{}" });
    const files = ["a.mortise", "b.mortise", "c.json", "d.mortise", "."].map(at);
    const { exitCode, stderr } = await mortise(["fmt", ...files]);
    expect(exitCode).toBe(1);
    for (const fault of [
      "b.mortise:2:1: error[SPEC_SYNTAX]",
      "error[ARGUMENT_FORMAT]",
      "error[SPEC_FILE_MISSING]",
      "error[MODEL_IS_FOLDER]",
    ])
      expect(stderr).toContain(fault);
    expect(readFileSync(at("a.mortise"), "utf8")).toBe(untidy);
  });

  test("a link stays a link", async () => {
    const at = folderWith({ "a.mortise": untidy });
    symlinkSync(at("a.mortise"), at("link.mortise"));
    expect((await mortise(["fmt", at("link.mortise")])).exitCode).toBe(0);
    expect(lstatSync(at("link.mortise")).isSymbolicLink()).toBe(true);
    expect(readFileSync(at("a.mortise"), "utf8")).toBe(tidy);
  });
});
