/** All designs of a specification and what became of each, as enumerate-designs.ts writes them. */
import { readFileSync } from "node:fs";
import { gunzipSync } from "fflate";

export interface EnumeratedDesigns {
  readonly objectives: readonly string[];
  readonly limits: readonly string[];
  readonly outcomes: readonly (
    | { readonly key: string; readonly scores: readonly number[]; readonly violations: readonly number[] }
    | { readonly key: string; readonly reason: string }
  )[];
}

export const readEnumerated = (file: string): EnumeratedDesigns =>
  JSON.parse(new TextDecoder().decode(gunzipSync(new Uint8Array(readFileSync(file))))) as EnumeratedDesigns;
