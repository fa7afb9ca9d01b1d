/** Quoting of names that come from outside: nothing in them may break a line, a terminal or a reader's eye. */

/** Controls, invisible and direction-changing characters, lone surrogates, private use, line separators. */
const hostile = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}]/gu;

/** `text` as a JSON string in which every hostile character is escaped; `JSON.parse` reads it back. */
export const quote = (text: string): string => escapeHostile(JSON.stringify(text));

/** `text` with hostile characters written as escapes, without quotes: for lines of a file that are shown to people. */
export const escapeHostile = (text: string): string => text.replace(hostile, escapeUnits);

/** The string that `quote` wrote, or undefined where `text` is no JSON string. */
export const unquote = (text: string): string | undefined => {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "string" ? value : undefined;
  } catch {
    return undefined;
  }
};

const escapeUnits = (character: string): string =>
  Array.from(
    { length: character.length },
    (_, i) => `\\u${character.charCodeAt(i).toString(16).padStart(4, "0")}`,
  ).join("");
