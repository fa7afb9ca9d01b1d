/** Which program judges designs: its version, and a hash of the code that does, since a version does not change while it is worked on. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { ProgramIdentity } from "../explore/runs/queue/names.ts";
import { sha256 } from "../support/hash.ts";
import { version } from "./version.ts";

const judging = ["support", "ir", "passes", "mapping", "accelerators", "explore"];

export const programIdentity = (): ProgramIdentity => ({ version, revision: revisionOf(judging) });

/** Of all code in these folders. */
export const revisionOf = (folders: readonly string[]): string =>
  sha256(folders.map(folder => codeIn(join(import.meta.dirname, "..", folder))).join("\n"));

const codeIn = (folder: string): string =>
  readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter(name => /(?<!\.d)\.[jt]s$/.test(name))
    .sort()
    .map(name => `${name}\n${readFileSync(join(folder, name), "utf8")}`)
    .join("\n");
