/** The parts of a section as HTML. */
import type { Alternatives, Block, Callout, Code, Facts, Figure, Inline, Text } from "./content.ts";
import { type Markup, markup, trusted } from "./markup.ts";
import { tableHtml } from "./table-html.ts";

export const blocksHtml = (blocks: readonly Block[]): readonly Markup[] => blocks.map(blockHtml);

const blockHtml = (block: Block): Markup => {
  switch (block.kind) {
    case "paragraph":
      return markup`<p>${textHtml(block.text)}</p>\n`;
    case "callout":
      return calloutHtml(block);
    case "facts":
      return factsHtml(block);
    case "list":
      return markup`<ul>${block.items.map(item => markup`<li>${textHtml(item)}</li>`)}</ul>\n`;
    case "code":
      return codeHtml(block);
    case "table":
      return tableHtml(block, blocksHtml);
    case "figure":
      return figureHtml(block);
    case "alternatives":
      return alternativesHtml(block);
  }
};

const textHtml = (text: Text): Markup => markup`${typeof text === "string" ? text : text.map(inlineHtml)}`;

const inlineHtml = (inline: Inline): Markup => {
  if (typeof inline === "string") return markup`${inline}`;
  const { text, leadsTo, strong } = inline;
  const inside = strong === true ? markup`<strong>${text}</strong>` : markup`${text}`;
  return leadsTo === undefined ? inside : markup`<a href="${leadsTo}">${inside}</a>`;
};

const calloutHtml = ({ tone, text }: Callout): Markup => markup`<p class="callout ${tone}">${textHtml(text)}</p>\n`;

const factsHtml = ({ facts }: Facts): Markup => {
  const boxes = facts.map(({ name, value, note, tone = "neutral" }) => {
    const below = note === undefined || note === "" ? undefined : markup`<dd class="note">${note}</dd>`;
    return markup`<div class="${tone}"><dt>${name}</dt><dd>${value}</dd>${below}</div>`;
  });
  return markup`<dl class="facts">${boxes}</dl>\n`;
};

/** Lines are escaped one by one, since a line break is what escapes begin with. */
const codeHtml = ({ caption, lines }: Code): Markup => {
  const text = lines.map(line => markup`${line}${trusted("\n")}`);
  return markup`<div class="code"><p class="caption">${caption}</p><pre tabindex="0">${text}</pre></div>\n`;
};

/** The theme shows what is chosen, so that it works without the script. */
const alternativesHtml = ({ id, label, options }: Alternatives): Markup => {
  if (options.length === 1) return markup`${options.map(({ blocks }) => blocksHtml(blocks))}`;
  const choices = options.map(
    ({ name }, i) =>
      markup`<label><input type="radio" name="${id}" value="${i}"${trusted(i === 0 ? " checked" : "")}> ${name}</label>`,
  );
  const views = options.map(({ blocks }, i) => markup`<div data-option="${i}">${blocksHtml(blocks)}</div>`);
  return markup`<div class="alternatives" id="${id}"><fieldset class="colouring"><legend>${label}</legend>${choices}</fieldset>
${views}
</div>
`;
};

const figureHtml = (figure: Figure): Markup => {
  const { id, title, picture, colourings = [], behind } = figure;
  const [first] = colourings;
  const colour = first === undefined ? undefined : markup` data-colour="${first.name}"`;
  return markup`<figure id="${id}"${colour}>
<figcaption>${title}</figcaption>${colouringHtml(figure)}
${picturesHtml(title, picture)}
${behindHtml(behind)}
</figure>
`;
};

const picturesHtml = (title: string, { wide, narrow }: Figure["picture"]): readonly Markup[] => {
  const one = (svg: string, width: string): Markup =>
    markup`<div class="picture ${width}" tabindex="0" role="region" aria-label="${title}">${trusted(svg)}</div>`;
  return narrow === undefined ? [one(wide, "scrolls")] : [one(wide, "wide"), one(narrow, "narrow")];
};

const behindHtml = (behind: Figure["behind"]): Markup => {
  if ("link" in behind) return markup`<p class="behind">The numbers: <a href="${behind.link}">${behind.text}</a></p>`;
  return markup`<details class="behind"><summary>The numbers</summary>${tableHtml(behind, blocksHtml)}</details>`;
};

const colouringHtml = ({ id, colourings = [] }: Figure): readonly Markup[] => {
  const choices = colourings.map(
    ({ name, label }, i) =>
      markup`<label><input type="radio" name="${id}-colour" value="${name}"${trusted(i === 0 ? " checked" : "")}> ${label}</label>`,
  );
  const keys = colourings.map(
    ({ name, key }) => markup`<ul class="key" data-for="${name}">${key.map(entry => keyHtml(entry))}</ul>`,
  );
  if (choices.length < 2) return keys;
  return [markup`<fieldset class="colouring"><legend>Colour by</legend>${choices}</fieldset>`, ...keys];
};

const keyHtml = ({ colour, label }: { readonly colour: string; readonly label: string }): Markup =>
  markup`<li><svg viewBox="0 0 10 10" width="12" height="12" aria-hidden="true"><rect width="10" height="10" rx="2" fill="var(--${colour})"/></svg>${label}</li>`;
