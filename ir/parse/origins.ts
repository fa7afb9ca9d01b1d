/** The comment behind a node: the names of the user's layers, separated by commas, quoted where they are odd. */
import type { IToken } from "chevrotain";
import { readString, type Reading } from "./reading.ts";

/** A quoted name, or anything up to the next comma. */
const originPattern = /\s*("[^"\\]*(?:\\.[^"\\]*)*"|[^,]*?)\s*(?:,|$)/y;

export const readOrigins = (reading: Reading, comment: IToken | undefined): readonly string[] => {
  const text = comment?.image.slice("//".length).trim() ?? "";
  if (comment === undefined || text === "") return [];
  const origins: string[] = [];
  originPattern.lastIndex = 0;
  while (originPattern.lastIndex < text.length) {
    const [, name = ""] = originPattern.exec(text) ?? [];
    origins.push(name.startsWith('"') ? readString(reading, { ...comment, image: name }) : name);
  }
  return origins;
};
