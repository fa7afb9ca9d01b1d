/** HTML by templates that escape: a name from a file of strangers can be text, never markup. */
import { escapeHostile } from "../../support/quote.ts";

/** Text that is HTML. Nothing else makes one, so that a plain string can't pass for it. */
export class Markup {
  readonly html: string;
  constructor(html: string) {
    this.html = html;
  }
}

export type Part = string | number | Markup | undefined | readonly Part[];

/**
 * Text between the tags is escaped wherever it stands, in an attribute's quotes too; what would turn a reader's eye, such as a
 * change of direction, is written as an escape. `undefined` is nothing.
 */
export const markup = (pieces: TemplateStringsArray, ...parts: readonly Part[]): Markup =>
  new Markup(pieces.map((piece, i) => piece + (i < parts.length ? partText(parts[i]) : "")).join(""));

/** For what is HTML or SVG already, made by us. */
export const trusted = (text: string): Markup => new Markup(text);

/** Safe between tags and in double quotes. */
export const escapeText = (text: string): string =>
  escapeHostile(text).replace(/[&<>"']/g, character => entities[character] ?? "");

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

const partText = (part: Part): string => {
  if (part === undefined) return "";
  if (part instanceof Markup) return part.html;
  if (typeof part === "string" || typeof part === "number") return escapeText(String(part));
  return part.map(partText).join("");
};
