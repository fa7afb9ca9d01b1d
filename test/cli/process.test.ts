/** What only a process of its own can show: exit codes in the shell, closed pipes, interrupts. */
import { spawn, spawnSync } from "node:child_process";
import { existsSync, openSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { everythingIn, scratchFolder } from "../support/command-line.ts";

const root = join(import.meta.dirname, "../..");
const lenet = join(root, "examples/lenet.onnx");

const start = (commandLine: readonly string[], cwd = root) =>
  spawn(process.execPath, ["--import", import.meta.resolve("tsx"), join(root, "cli/main.ts"), ...commandLine], {
    cwd,
    // Services that build and test show colours; our output there is a pipe all the same.
    env: { ...process.env, CI: "true", XDG_CACHE_HOME: scratchFolder() },
  });

type Running = ReturnType<typeof start>;

const ended = (
  child: Running,
): Promise<{ code: number | null; signal: string | null; stdout: string; stderr: string }> =>
  new Promise(resolve => {
    const stdout: string[] = [];
    const stderr: string[] = [];
    child.stdout.on("data", chunk => stdout.push(String(chunk)));
    child.stderr.on("data", chunk => stderr.push(String(chunk)));
    child.on("close", (code, signal) => resolve({ code, signal, stdout: stdout.join(""), stderr: stderr.join("") }));
  });

describe("as a process", () => {
  test("exits with the code of the command, output and messages apart", async () => {
    const versions = await ended(start(["--version"]));
    expect(versions).toMatchObject({ code: 0, stderr: "" });
    expect(versions.stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
    const refused = await ended(start(["ir", "nix.onnx"]));
    expect(refused).toMatchObject({ code: 1, stdout: "" });
    expect(refused.stderr).toMatch(/^nix\.onnx: error\[MODEL_MISSING\]/);
  });

  test("a reader that stops early gets no complaint", async () => {
    const child = start(["ir", lenet, "--bind", "batch=1", "--constants", "full"]);
    child.stdout.once("data", () => child.stdout.destroy());
    expect(await ended(child)).toMatchObject({ code: 0, signal: null, stderr: "" });
  });

  test.runIf(existsSync("/dev/full"))("says why output is cut where the disk is full, without a stack", () => {
    const argumentsOfNode = ["--import", import.meta.resolve("tsx"), join(root, "cli/main.ts"), "passes"];
    const { status, stderr } = spawnSync(process.execPath, argumentsOfNode, {
      stdio: ["ignore", openSync("/dev/full", "w"), "pipe"],
      encoding: "utf8",
    });
    expect(stderr).toBe("mortise: the output can't be written: the disk is full\n");
    expect(status).toBe(1);
  });

  test("prints no progress and no colours into a pipe", async () => {
    const { stdout, stderr } = await ended(start(["ir", lenet]));
    expect(stdout + stderr).not.toContain("\x1b");
  });

  test("an interrupt ends it at once and leaves nothing behind", async () => {
    const folder = scratchFolder();
    const child = start(["compile", lenet, "--bind", "batch=1", "-o", "plan"], folder);
    const outcome = ended(child);
    child.kill("SIGINT");
    const { code, signal, stdout } = await outcome;
    expect([code, signal]).toContain(code === null ? "SIGINT" : 130);
    expect(stdout).toBe("");
    expect(everythingIn(folder)).toEqual([]);
  });
});
