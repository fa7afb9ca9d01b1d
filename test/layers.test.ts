/** The import table of ARCHITECTURE.md, enforced: this table *is* the rule. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { circlesIn, type ImportGraph, importGraphOf, modulesNamedIn } from "./support/imports.ts";

const root = join(import.meta.dirname, "..");

/** Ground floor first; each folder names all that it may import. */
const mayImport: Readonly<Record<string, readonly string[]>> = {
  support: [],
  ir: ["support"],
  passes: ["ir", "support"],
  train: ["passes", "ir", "support"],
  // Of `mapping`, only `mapping/lower` may see the graph IR: a cost model sees loop bounds and bit widths alone.
  mapping: ["support"],
  "mapping/lower": ["mapping", "ir", "support"],
  quant: ["train", "passes", "ir", "support"],
  accelerators: ["mapping", "support"],
  explore: ["accelerators", "quant", "mapping", "mapping/lower", "train", "passes", "ir", "support"],
  codegen: ["accelerators", "mapping", "quant", "ir", "support"],
  cli: ["codegen", "explore", "accelerators", "quant", "mapping", "mapping/lower", "train", "passes", "ir", "support"],
};
const layers = Object.keys(mayImport);
const folders = layers.filter(layer => !layer.includes("/") && existsSync(join(root, layer)));

/** The layer of a file: `mapping/lower` is a layer of its own, as a folder or as one file. */
const layerOf = (file: string): string | undefined => {
  if (/^mapping\/lower[./]/.test(file)) return "mapping/lower";
  const [top] = file.split("/");
  return layers.find(layer => layer === top);
};

const violationsIn = (graph: ImportGraph): readonly string[] =>
  [...graph].flatMap(([file, targets]) => {
    const layer = layerOf(file) ?? "";
    const isAllowed = (target: string): boolean => {
      const targetLayer = layerOf(target) ?? target;
      return targetLayer === layer || (mayImport[layer] ?? []).includes(targetLayer);
    };
    return targets.filter(target => !isAllowed(target)).map(target => `${file} imports ${target}`);
  });

describe("the house", () => {
  const graph = importGraphOf(root, folders);

  test("the table has no circle: each folder imports only what stands above it", () => {
    for (const [layer, below] of Object.entries(mayImport))
      for (const name of below) expect(layers.indexOf(name), `${layer} -> ${name}`).toBeLessThan(layers.indexOf(layer));
  });

  test.each(folders)("%s/ imports only what it may", folder => {
    const ofFolder = new Map([...graph].filter(([file]) => file.startsWith(`${folder}/`)));
    expect(ofFolder.size).toBeGreaterThan(0);
    expect(violationsIn(ofFolder)).toEqual([]);
  });

  test("no files import one another in a circle", () => {
    expect(circlesIn(graph).map(circle => circle.join(" -> "))).toEqual([]);
  });

  test("every relative import names a file that exists", () => {
    const missing = [...graph].flatMap(([file, targets]) =>
      targets.filter(target => !existsSync(join(root, target))).map(target => `${file}: ${target}`),
    );
    expect(missing).toEqual([]);
  });
});

describe("the test of the house can fail", () => {
  test("it sees static, type, re-exported, dynamic and in-type imports", () => {
    const text = [
      'import { a } from "./a.ts";',
      'import type { B } from "./b.ts";',
      'import { type C } from "./c.ts";',
      'import "./d.ts";',
      'export { e } from "./e.ts";',
      'export type { F } from "./f.ts";',
      'const g = await import("./g.ts");',
      'type H = typeof import("./h.ts");',
      'type I = import("./i.ts").I<import("./j.ts").J>;',
      'export * from "./k.ts";',
      '// import { no } from "./no.ts";',
      "const text = 'import \"./no.ts\"';",
    ].join("\n");
    expect([...modulesNamedIn(text)].sort()).toEqual(Array.from("abcdefghijk", letter => `./${letter}.ts`));
  });

  test.each([
    ["support/a.ts", "ir/graph.ts"],
    ["ir/graph.ts", "passes/pass.ts"],
    ["mapping/workload.ts", "ir/graph.ts"],
    ["mapping/workload.ts", "mapping/lower/index.ts"],
    ["accelerators/template.ts", "ir/graph.ts"],
    ["codegen/plan.ts", "explore/compile.ts"],
    ["cli/main.ts", "test/support/data.ts"],
    ["passes/pass.ts", "bench/model.ts"],
  ])("%s may not import %s", (file, target) => {
    expect(violationsIn(new Map([[file, [target]]]))).toEqual([`${file} imports ${target}`]);
  });

  test.each([
    ["mapping/lower/index.ts", "ir/graph.ts"],
    ["mapping/lower.ts", "ir/graph.ts"],
    ["explore/compile.ts", "mapping/lower/index.ts"],
    ["cli/main.ts", "explore/compile.ts"],
    ["ir/ops/add.ts", "ir/op.ts"],
  ])("%s may import %s", (file, target) => {
    expect(violationsIn(new Map([[file, [target]]]))).toEqual([]);
  });

  test("it finds circles of files, and none where there is none", () => {
    const chain: ImportGraph = new Map([
      ["a.ts", ["b.ts", "c.ts"]],
      ["b.ts", ["c.ts"]],
      ["c.ts", []],
    ]);
    expect(circlesIn(chain)).toEqual([]);
    expect(circlesIn(new Map([...chain, ["c.ts", ["a.ts"]]]))).toContainEqual(["a.ts", "b.ts", "c.ts", "a.ts"]);
    expect(circlesIn(new Map([["a.ts", ["a.ts"]]]))).toEqual([["a.ts", "a.ts"]]);
  });
});
