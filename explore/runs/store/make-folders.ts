/** Makes a folder with all that is missing above it, or nothing. */
import { existsSync, mkdirSync, rmSync, statSync } from "node:fs";
import { dirname } from "node:path";

/**
 * Gives the topmost folder that it made; undefined where all were there. Step by step: Node's own recursive way tries for ever
 * where a parent exists but takes no folders, as /proc does.
 * @throws the system's error.
 */
export const makeFolders = (folder: string): string | undefined => {
  if (existsSync(folder) && statSync(folder).isDirectory()) return undefined;
  const parent = dirname(folder);
  const above = existsSync(parent) ? undefined : makeFolders(parent);
  try {
    mkdirSync(folder);
  } catch (error) {
    if (above !== undefined) rmSync(above, { recursive: true, force: true });
    throw error;
  }
  return above ?? folder;
};
