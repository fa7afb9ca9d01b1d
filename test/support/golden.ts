/** Golden files: what a test expects, written beside it; `UPDATE_GOLDEN=1` writes them anew for review as a diff. */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { expect } from "vitest";

/** Compares with the file, or writes it where `UPDATE_GOLDEN` is set. A missing file fails otherwise. */
export const expectGolden = (path: string, found: string): void => {
  if (process.env["UPDATE_GOLDEN"] !== undefined) writeFileSync(path, found);
  const expected = existsSync(path) ? readFileSync(path, "utf8") : "(no such file: run with UPDATE_GOLDEN=1)";
  expect(found).toBe(expected);
};
