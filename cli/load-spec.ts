/** From the specification file that the user named to a specification. */
import { existsSync } from "node:fs";
import type { ReadSpec } from "../explore/spec/read-spec.ts";
import { sha256 } from "../support/hash.ts";

export interface LoadedSpec extends ReadSpec {
  readonly text: string;
  /** Of the text. */
  readonly sha256: string;
}

/**
 * Text, or JSON where the name ends in `.json`. Paths in it are relative to its folder, and are looked for on the disk.
 * @throws CompileError with every fault of the file.
 */
export const loadSpec = async (file: string): Promise<LoadedSpec> => {
  const { namesIn, readSpecText } = await import("./read-model.ts");
  const text = readSpecText(file);
  const { readSpec } = await import("../explore/spec/read-spec.ts");
  return { ...readSpec(file, text, { exists: existsSync, namesIn }), text, sha256: sha256(text) };
};
