/** What is known while a specification is resolved: the faults so far, where parts stand, and the little it may ask the world. */
import { basename, dirname, isAbsolute, join } from "node:path";
import type { Diagnostic, Place } from "../../../support/diagnostic.ts";
import { fileNotFound } from "../messages.ts";
import type { SpecFile } from "../spec.ts";
import type { Word } from "../syntax.ts";

/** All that a specification may ask of the disk. */
export interface SpecPorts {
  /** Is there a file or folder of this path? */
  exists(path: string): boolean;
  /** Names of what lies in the folder; empty where it is missing or closed. */
  namesIn(folder: string): readonly string[];
}

export interface Reading {
  readonly ports: SpecPorts;
  /** The folder that paths are relative to. */
  readonly folder: string;
  readonly faults: Diagnostic[];
  readonly places: Map<object, Place>;
}

/** Remembers where a part of the specification stands; gives the part back. */
export const placed = <T extends object>(reading: Reading, part: T, place: Place | undefined): T => {
  if (place !== undefined) reading.places.set(part, place);
  return part;
};

/** A path that the user wrote, found from the specification's folder; a missing file is a fault. */
export const readPath = (reading: Reading, { text, place }: Word): SpecFile => {
  const path = isAbsolute(text) ? text : join(reading.folder, text);
  if (!reading.ports.exists(path)) {
    const prefix = text.slice(0, text.length - basename(text).length);
    const neighbours = reading.ports.namesIn(dirname(path)).map(name => `${prefix}${name}`);
    reading.faults.push(fileNotFound(text, path, place, neighbours));
  }
  return { file: text, path };
};
