/** JSON → document, with faults that name the path. */
import type { z } from "zod";
import type { Diagnostic, Place } from "../../support/diagnostic.ts";
import { type SpecDocument, specDocument } from "./document.ts";
import { notJson, notOfSchema, unknownName } from "./messages.ts";

export type ReadDocument = { readonly document: SpecDocument } | { readonly faults: readonly Diagnostic[] };

/** @param file the text's name in diagnostics. */
export const readDocument = (text: string, file: string): ReadDocument => {
  const json = parsed(text);
  if ("reason" in json) return { faults: [notJson(file, json.reason)] };
  const result = specDocument.safeParse(json.value);
  if (result.success) return { document: result.data };
  return { faults: result.error.issues.flatMap(issue => faultsOf(issue, [], json.value, file)) };
};

const parsed = (text: string): { readonly value: unknown } | { readonly reason: string } => {
  try {
    return { value: JSON.parse(text) as unknown };
  } catch (error) {
    return { reason: error instanceof Error ? error.message : String(error) };
  }
};

type Issue = z.core.$ZodIssue;

const faultsOf = (issue: Issue, above: readonly PropertyKey[], root: unknown, file: string): readonly Diagnostic[] => {
  const path = [...above, ...issue.path];
  if (issue.code === "invalid_union" && issue.errors.length > 0)
    return nearestBranch(issue.errors).flatMap(inner => faultsOf(inner, path, root, file));
  const place: Place = { file, ...(path.length === 0 ? {} : { layers: [path.join(".")] }) };
  const found = valueAt(root, path);
  if (issue.code === "invalid_value" && typeof found === "string")
    return [
      unknownName(path.findLast(key => typeof key === "string") ?? "value", found, place, issue.values.map(String)),
    ];
  if (issue.code === "unrecognized_keys")
    return issue.keys.map(key => notOfSchema(place, `there is no field ${key} here`));
  if (issue.code === "invalid_key") return issue.issues.map(({ message }) => notOfSchema(place, message));
  return [notOfSchema(place, found === undefined ? `${lastOf(path)} is missing` : issue.message)];
};

/** Of the alternatives that a value may be, the one that it is most like: whose faults lie deepest. */
const nearestBranch = (branches: readonly (readonly Issue[])[]): readonly Issue[] => {
  const depth = (issues: readonly Issue[]): number => Math.min(...issues.map(({ path }) => path.length));
  return branches.reduce((best, branch) => (depth(branch) > depth(best) ? branch : best));
};

const lastOf = (path: readonly PropertyKey[]): string => String(path.at(-1) ?? "the specification");

const valueAt = (root: unknown, path: readonly PropertyKey[]): unknown =>
  path.reduce<unknown>(
    (value, key) =>
      typeof value === "object" && value !== null && Object.hasOwn(value, key)
        ? (value as Readonly<Record<PropertyKey, unknown>>)[key]
        : undefined,
    root,
  );
