/** Every command of the documents runs as written, and every link inside the repository leads somewhere. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Example } from "../../cli/command.ts";
import { commands } from "../../cli/commands/index.ts";
import { expectGolden } from "../support/golden.ts";
import { mortise } from "../support/command-line.ts";

const root = join(import.meta.dirname, "../..");
const pages = [
  ...readdirSync(root).filter(name => name.endsWith(".md")),
  ...readdirSync(join(root, "docs"))
    .filter(name => name.endsWith(".md"))
    .map(name => `docs/${name}`),
];

const blocks = (text: string, language: string): readonly string[] =>
  [...text.matchAll(new RegExp(`^\`\`\`${language}\\n([^]*?)^\`\`\`$`, "gm"))].map(([, body]) => body!);

const consoleCommands = pages.flatMap(page =>
  blocks(readFileSync(join(root, page), "utf8"), "console").flatMap(block => block.trim().split("\n")),
);
const everyExample: readonly Example[] = Object.values(commands).flatMap(({ examples }) => examples);
const helpExamples = everyExample.filter(({ needs }) => needs === undefined).map(({ command }) => `npx ${command}`);
const commandLines = [...new Set([...consoleCommands, ...helpExamples])];

/** Words of a command line, as a shell would part them; double quotes keep spaces. */
const wordsOf = (commandLine: string): readonly string[] =>
  [...commandLine.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, bare]) => quoted ?? bare!);

// Commands write below the working folder: give them one that looks like a clone.
const here = process.cwd();
let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "mortise-docs-"));
  for (const name of ["examples", "node_modules"]) symlinkSync(join(root, name), join(folder, name));
  process.chdir(folder);
});
afterAll(() => {
  process.chdir(here);
  rmSync(folder, { recursive: true, force: true });
});

describe("commands of the documents and of --help", () => {
  test("there are such commands", () => {
    expect(consoleCommands.length).toBeGreaterThan(5);
  });

  test.each(commandLines)("%s", async commandLine => {
    const [npx, program, ...rest] = wordsOf(commandLine);
    expect([npx, program]).toEqual(["npx", "mortise"]);
    const { exitCode, stdout, stderr } = await mortise(rest);
    expect({ exitCode, stderr }).toMatchObject({ exitCode: 0 });
    expect(stdout).not.toBe("");
  });
});

describe("npm start", () => {
  test("compiles a trained model to a plan, as the README shows to the last digit", async () => {
    const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { scripts: { start: string } };
    const [node, program, ...rest] = wordsOf(scripts.start);
    expect([node, program]).toEqual(["node", "dist/cli/main.js"]);
    const { exitCode, stdout } = await mortise(rest);
    expect(exitCode).toBe(0);
    expect(existsSync("plans/ch_PP-OCRv4_det_infer/npu-256/plan.json")).toBe(true);
    const readme = join(root, "README.md");
    const text = readFileSync(readme, "utf8");
    const [shown = ""] = blocks(text, "text");
    expect(shown).toContain("Latency");
    expectGolden(
      readme,
      text.replace(shown, () => stdout),
    );
  });
});

describe.each(pages)("links of %s", page => {
  const text = readFileSync(join(root, page), "utf8");
  const targets = [...text.matchAll(/\]\(([^)#]+)(#[^)]*)?\)/g)].map(([, target]) => target!);

  test("lead to files that exist", () => {
    const local = targets.filter(target => !/^[a-z]+:/.test(target));
    expect(local.filter(target => !existsSync(join(root, dirname(page), target)))).toEqual([]);
  });
});
