/**
 * Reads the pass tests `test/passes/*.nn`. The first line holds the passes to run and how far results may move:
 *
 *     // RUN: fold-batch-norm within 1e-5
 *
 * (without `within`, results must be equal). Then come networks in the text form, each under comment lines that say what it shows.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Graph } from "../../ir/graph.ts";
import { parseGraph } from "../../ir/parse/parse.ts";
import { isPassName, type PassName } from "../../passes/index.ts";

export interface PassCase {
  /** The comment above the network. */
  readonly title: string;
  readonly graph: Graph;
}

export interface PassFile {
  readonly name: string;
  readonly path: string;
  readonly passes: readonly PassName[];
  /** Largest change of a result, relative to the largest magnitude of its output; 0 for equal. */
  readonly tolerance: number;
  readonly cases: readonly PassCase[];
}

const folder = join(import.meta.dirname, "../passes");

export const passFiles = (): readonly PassFile[] =>
  readdirSync(folder)
    .filter(file => file.endsWith(".nn"))
    .sort()
    .map(readPassFile);

const readPassFile = (file: string): PassFile => {
  const path = join(folder, file);
  const [first = "", ...lines] = readFileSync(path, "utf8").split("\n");
  const [, list = "", within = "0"] = /^\/\/ RUN: ([\w,-]+)(?: within (\S+))?$/.exec(first) ?? [];
  const names = list.split(",");
  const passes = names.filter(isPassName);
  if (passes.length !== names.length || Number.isNaN(Number(within)))
    throw new RangeError(`${file}: the first line must read "// RUN: PASS[,PASS…] [within TOLERANCE]"`);
  return { name: file.replace(".nn", ""), path, passes, tolerance: Number(within), cases: readCases(lines, file) };
};

/** A case ends with the `}` in the first column. */
const readCases = (lines: readonly string[], file: string): readonly PassCase[] => {
  const cases: PassCase[] = [];
  let start = 0;
  for (const [i, line] of lines.entries()) {
    if (line !== "}") continue;
    const text = lines.slice(start, i + 1);
    const title = text.filter(part => part.startsWith("// ")).map(part => part.slice(3));
    // Blank lines keep the line numbers of diagnostics right.
    cases.push({ title: title.join("\n"), graph: parseGraph("\n".repeat(start + 1) + text.join("\n"), file) });
    start = i + 1;
  }
  return cases;
};
