/** Keeps a folder of files that nobody misses below a size, whoever else writes, reads or trims there. */
import { lstatSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { systemErrorCode } from "../support/system-error.ts";

/** Below the limit, so that the next few writes need no look at the folder. */
const target = 0.75;
/** Drafts of writers that are at work are younger than that. */
const draftMilliseconds = 3_600_000;

/**
 * Where the files below `folder` take more than `mostBytes`, removes those that were written longest ago. What the system refuses to
 * list or to remove stays; drafts are left to their writers for an hour, counted from the newest file.
 */
export const trimFolder = (folder: string, mostBytes: number): void => {
  const files = filesBelow(folder);
  const total = files.reduce((sum, { bytes }) => sum + bytes, 0);
  if (total <= mostBytes) return;
  const newest = files.reduce((latest, { written }) => Math.max(latest, written), 0);
  let left = total;
  for (const { path, bytes, written } of files.toSorted((a, b) => a.written - b.written)) {
    if (left <= target * mostBytes) return;
    if (path.endsWith(".draft") && newest - written < draftMilliseconds) continue;
    if (allowed(() => rmSync(path, { force: true })) !== undefined) left -= bytes;
  }
};

interface File {
  readonly path: string;
  readonly bytes: number;
  /** In milliseconds. */
  readonly written: number;
}

const filesBelow = (folder: string): readonly File[] => {
  const names = allowed(() => readdirSync(folder, { recursive: true, encoding: "utf8" })) ?? [];
  return names.flatMap(name => {
    const path = join(folder, name);
    // Another process may have removed it meanwhile.
    const status = allowed(() => lstatSync(path));
    return status?.isFile() === true ? [{ path, bytes: status.size, written: status.mtimeMs }] : [];
  });
};

/** What the action gives, `null` for nothing; undefined where the system refuses. */
const allowed = <T>(action: () => T): NonNullable<T> | null | undefined => {
  try {
    return action() ?? null;
  } catch (error) {
    if (systemErrorCode(error) === undefined) throw error;
    return undefined;
  }
};
