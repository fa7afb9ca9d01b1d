/** Reads who imports whom from the sources, so that the layers can be enforced: type imports and dynamic ones included. */
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize, relative, sep } from "node:path";
import ts from "typescript";

/** Every module that `text` names: static, re-exported, dynamic (`import("…")`) and in types (`typeof import("…")`). */
export const modulesNamedIn = (text: string): readonly string[] => {
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    const name = moduleNameOf(node);
    if (name !== undefined && ts.isStringLiteralLike(name)) found.push(name.text);
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile("module.ts", text, ts.ScriptTarget.ESNext, false));
  return found;
};

const moduleNameOf = (node: ts.Node): ts.Node | undefined => {
  if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) return node.moduleSpecifier;
  if (ts.isExternalModuleReference(node)) return node.expression;
  if (ts.isImportTypeNode(node)) return ts.isLiteralTypeNode(node.argument) ? node.argument.literal : undefined;
  if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) return node.arguments[0];
  return undefined;
};

/** File → the files that it imports by a relative path; both from `root`, with forward slashes. */
export type ImportGraph = ReadonlyMap<string, readonly string[]>;

/** The import graph of all TypeScript files below `folders` of `root`. */
export const importGraphOf = (root: string, folders: readonly string[]): ImportGraph => {
  const files = folders.flatMap(folder => typescriptFiles(join(root, folder)));
  return new Map(
    files.map(file => {
      const relativeImports = modulesNamedIn(readFileSync(file, "utf8")).filter(name => name.startsWith("."));
      const targets = relativeImports.map(name => fromRoot(root, normalize(join(dirname(file), name))));
      return [fromRoot(root, file), [...new Set(targets)]];
    }),
  );
};

const fromRoot = (root: string, file: string): string => relative(root, file).split(sep).join("/");

const typescriptFiles = (folder: string): readonly string[] =>
  readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter(name => name.endsWith(".ts"))
    .sort()
    .map(name => join(folder, name));

/** Circles of files that import one another (each once, in the order met); an empty list where there is none. */
export const circlesIn = (graph: ImportGraph): readonly (readonly string[])[] => {
  const circles: (readonly string[])[] = [];
  const done = new Set<string>();
  const path: string[] = [];
  const visit = (file: string): void => {
    const start = path.indexOf(file);
    if (start >= 0) circles.push([...path.slice(start), file]);
    if (start >= 0 || done.has(file)) return;
    path.push(file);
    for (const target of graph.get(file) ?? []) visit(target);
    path.pop();
    done.add(file);
  };
  for (const file of graph.keys()) visit(file);
  return circles;
};
