/** Specifications for tests: those of the project, and those of the folder `specs` beside the data, which may be absent. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import type { SpecPorts } from "../../explore/spec/resolve/reading.ts";
import { dataFolder } from "./data.ts";

export interface SpecFileText {
  readonly path: string;
  readonly text: string;
}

export const sharedSpecs = resolve(dataFolder, "../specs");
export const ownSpecs = join(import.meta.dirname, "../../examples");

/** Every specification in a folder, by name. */
export const specsIn = (folder: string): readonly (readonly [string, SpecFileText])[] =>
  existsSync(folder)
    ? readdirSync(folder)
        .filter(name => name.endsWith(".mortise"))
        .sort()
        .map(name => [name, { path: join(folder, name), text: readFileSync(join(folder, name), "utf8") }])
    : [];

/** The real disk. */
export const diskPorts: SpecPorts = {
  exists: path => existsSync(path),
  namesIn: folder => (existsSync(folder) ? readdirSync(folder) : []),
};

/** Where every file is. */
export const anyFile: SpecPorts = { exists: () => true, namesIn: () => [] };
