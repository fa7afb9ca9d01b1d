/** Writes the files of a plan all or none: nobody ever finds half a plan, or a new file beside an old one. */
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { CompileError } from "../support/diagnostic.ts";
import { makeFolders } from "../explore/runs/store/make-folders.ts";
import { unwritableOutput } from "./messages.ts";
import { systemErrorCode, systemErrorPhrase } from "../support/system-error.ts";

/**
 * Puts `files` (path in the folder → content) into `folder`, which is made where it is missing. Everything is first written to
 * a hidden folder inside, then renamed into place; files of those names are replaced, others stay.
 * @throws CompileError where the folder can't be written; it is then as it was before.
 */
export const writeFolder = (folder: string, files: ReadonlyMap<string, string | Uint8Array>): void => {
  const undo: (() => void)[] = [];
  try {
    const made = makeFolders(folder);
    if (made !== undefined) undo.push(() => rmSync(made, { recursive: true, force: true }));
    const staging = mkdtempSync(join(folder, ".mortise-"));
    undo.push(() => rmSync(staging, { recursive: true, force: true }));
    for (const [name, content] of files) stage(staging, name, content);
    for (const name of files.keys()) undo.push(moveIntoPlace(folder, staging, name));
    rmSync(staging, { recursive: true, force: true });
  } catch (error) {
    for (const step of undo.toReversed()) step();
    const code = systemErrorCode(error);
    if (code === undefined) throw error;
    throw new CompileError([unwritableOutput(folder, systemErrorPhrase(code))]);
  }
};

const stage = (staging: string, name: string, content: string | Uint8Array): void => {
  const path = join(staging, "new", name);
  mkdirSync(dirname(path), { recursive: true });
  // Flushed to the disk before the renaming, so that a full disk shows now.
  writeFileSync(path, content, { flush: true });
};

/** Renames one file into place, keeping what it replaces until all are in place; gives the way back. */
const moveIntoPlace = (folder: string, staging: string, name: string): (() => void) => {
  const target = join(folder, name);
  const kept = join(staging, "old", name);
  mkdirSync(dirname(target), { recursive: true });
  mkdirSync(dirname(kept), { recursive: true });
  const replaces = existsSync(target);
  if (replaces && statSync(target).isDirectory()) throw Object.assign(new Error(target), { code: "EISDIR" });
  if (replaces) renameSync(target, kept);
  renameSync(join(staging, "new", name), target);
  return () => (replaces ? renameSync(kept, target) : rmSync(target, { force: true }));
};
