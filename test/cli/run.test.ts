/** What is true of every command line: help, versions, suggestions, exit codes, faults of our own. */
import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { describe, expect, test, vi } from "vitest";
import { commands } from "../../cli/commands/index.ts";
import { version } from "../../cli/version.ts";
import * as print from "../../ir/print.ts";
import { InternalError } from "../../support/diagnostic.ts";
import { mortise, scratchFolder } from "../support/command-line.ts";
import { expectGolden } from "../support/golden.ts";
import { importGraphOf, modulesNamedIn } from "../support/imports.ts";

const root = join(import.meta.dirname, "../..");
const residual = join(root, "examples/residual.nn");

vi.mock("../../ir/print.ts", { spy: true });

describe("help", () => {
  test.each([[], ...Object.keys(commands).map(name => [name])])("mortise %s --help", async (...command) => {
    const { exitCode, stdout, stderr } = await mortise([...command, "--help"]);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
    expectGolden(join(root, "test/golden/help", `${command[0] ?? "mortise"}.txt`), stdout);
  });

  test("every command shows examples", async () => {
    for (const name of Object.keys(commands))
      expect((await mortise([name, "--help"])).stdout).toMatch(/\nExamples:\n {2}# .*\n {2}mortise /);
  });

  test("without a command, help goes to standard error and the code says that nothing was done", async () => {
    const { exitCode, stdout, stderr } = await mortise([]);
    expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: "" });
    expect(stderr).toContain("Usage: mortise");
  });
});

describe("versions", () => {
  test("--version prints that of package.json", async () => {
    const { version: published } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { version: string };
    expect(version).toBe(published);
    expect(await mortise(["--version"])).toEqual({ exitCode: 0, stdout: `${version}\n`, stderr: "" });
  });
});

describe("mistyped command lines", () => {
  test.each([
    [["passe"], "error: unknown command 'passe'\n(Did you mean passes?)\n"],
    [["ir", residual, "--passe", "default"], "error: unknown option '--passe'\n(Did you mean --passes?)\n"],
    [["ir"], "error: missing required argument 'model'\n"],
    [["passes", "more"], "error: too many arguments for 'passes'. Expected 0 arguments but got 1.\n"],
    [["ir", residual, "--passes"], "error: option '--passes <names>' argument missing\n"],
  ])("%j", async (commandLine, stderr) => {
    expect(await mortise(commandLine)).toEqual({ exitCode: 1, stdout: "", stderr });
  });
});

describe("faults of our own", () => {
  const failing = async (fault: unknown, temporaryFolder: string) => {
    vi.mocked(print.printGraph).mockImplementationOnce(() => {
      throw fault;
    });
    return mortise(["ir", residual], { temporaryFolder });
  };

  test("exit with 70, name a dump to report, and show no stack", async () => {
    const folder = scratchFolder();
    const { exitCode, stdout, stderr } = await failing(new InternalError("the books don't balance"), folder);
    expect({ exitCode, stdout }).toEqual({ exitCode: 70, stdout: "" });
    const [file] = readdirSync(folder);
    expect(stderr).toContain("mortise: internal error: the books don't balance\n");
    expect(stderr).toContain(join(folder, file!));
    expect(stderr).not.toMatch(/\n\s+at /);
  });

  test("the dump holds version, command line, stack, causes and the network", async () => {
    const folder = scratchFolder();
    await failing(new InternalError("outer", { cause: new TypeError("inner") }), folder);
    const dump = readFileSync(join(folder, readdirSync(folder)[0]!), "utf8");
    expect(dump).toContain(`mortise ${version}, node ${process.version}`);
    expect(dump).toContain(`command: mortise "ir" ${JSON.stringify(residual)}`);
    expect(dump).toMatch(/InternalError: outer\n\s+at /);
    expect(dump).toContain("cause: TypeError: inner");
    expect(dump).toContain("network @residual(%image: f32[1,8,16,16]) {");
  });

  test("whatever is thrown, and where no dump can be written", async () => {
    const { exitCode, stderr } = await failing("just text", "/nonexistent");
    expect(exitCode).toBe(70);
    expect(stderr).toContain("internal error: just text");
    expect(stderr).toContain("Please report it with the command line and the model.");
  });
});

describe("start-up", () => {
  const graph = importGraphOf(root, [
    "cli",
    "support",
    "ir",
    "passes",
    "accelerators",
    "mapping",
    "explore",
    "codegen",
  ]);

  /** Packages that are loaded as soon as `file` is: neither by types nor by a later `import()`. */
  const packagesLoadedBy = (file: string, seen = new Set<string>()): ReadonlySet<string> => {
    const text = readFileSync(join(root, file), "utf8");
    const atStart = text.replaceAll(/^(import|export) type [^;]*;$/gm, "").replaceAll(/\bimport\(/g, "later(");
    const names = modulesNamedIn(atStart);
    const packages = new Set(names.filter(name => !name.startsWith(".") && !name.startsWith("node:")));
    seen.add(file);
    for (const target of graph.get(file) ?? [])
      if (!seen.has(target) && names.some(name => name.endsWith(`/${basename(target)}`)))
        for (const name of packagesLoadedBy(target, seen)) packages.add(name);
    return packages;
  };

  test("nothing heavy is loaded before a command runs", () => {
    expect([...packagesLoadedBy("cli/main.ts")].sort()).toEqual(["commander", "picocolors"]);
  });

  test("this would be noticed", () => {
    expect(packagesLoadedBy("cli/read-model.ts")).toContain("@bufbuild/protobuf");
    expect(packagesLoadedBy("ir/parse/parse.ts")).toContain("chevrotain");
  });
});
