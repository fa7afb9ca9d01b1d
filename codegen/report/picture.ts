/**
 * SVG text from Vega and Graphviz made fit for the page: without ids that would clash, without what only their own viewers need,
 * with coordinates as fine as a screen. Both escape text, so that no user's name can look like a tag here.
 */
import { escapeText } from "./markup.ts";

/** The link of what leads nowhere but stands among links: it vanishes from the picture. */
export const nowhere = "#";

/** @param label what the picture shows, for those who can't see it. */
export const pictureOf = (svg: string, label: string): string => {
  const start = svg.indexOf("<svg");
  const [head = ""] = /^<svg[^>]*>/.exec(svg.slice(start)) ?? [];
  const body = svg.slice(start + head.length);
  const size = (name: string): string => `${Math.ceil(Number.parseFloat(attribute(head, name) ?? "0"))}`;
  const box = attribute(head, "viewBox") ?? "0 0 0 0";
  const opening = `<svg viewBox="${box}" width="${size("width")}" height="${size("height")}" role="img" aria-label="${escapeText(label)}">`;
  return opening + removeEmptyGroups(body.replaceAll(/<title>[^<]*<\/title>/g, "").replace(tags, tidyTag)).trimEnd();
};

const attribute = (tag: string, name: string): string | undefined => new RegExp(` ${name}="([^"]*)"`).exec(tag)?.[1];

/** Comments, and tags with attributes. Text between tags is left alone: it has no angle brackets. */
const tags = /<!--[^]*?-->|<[a-zA-Z][^>]*>/g;

const tidyTag = (tag: string): string => {
  if (tag.startsWith("<!--")) return "";
  if (/^<path[^>]* class="(?:foreground|background)"[^>]*\/>$/.test(tag)) return "";
  return tag
    .replace(dropped, "")
    .replace(` xlink:href="${nowhere}"`, "")
    .replace(/ xlink:href=/, ' tabindex="-1" href=')
    .replace(/ (?:aria-label|xlink:title)=/, " data-tip=")
    .replace(/ (?:d|points|transform|x|y|x2|y2|width|height|viewBox)="[^"]*"/g, rounded);
};

const dropped =
  / (?:id="[^"]*"|role="[^"]*"|aria-roledescription="[^"]*"|aria-hidden="[^"]*"|opacity="1"|stroke-width="1"|pointer-events="[^"]*"|font-family="[^"]*"|class="(?:mark|role)-[^"]*"|stroke-miterlimit="[^"]*")/g;

const rounded = (text: string): string =>
  text.replaceAll(/-?\d+\.\d+(?:e-?\d+)?/g, number => String(Number(Number(number).toFixed(1))));

/** Groups of axes and legends lose all that they had. */
const removeEmptyGroups = (svg: string): string => {
  let before;
  let after = svg;
  do {
    before = after;
    after = before.replaceAll("<g></g>", "");
  } while (after !== before);
  return after;
};
