/** A report as one HTML file that needs nothing but itself. */
import { base64Sha256 } from "../../support/hash.ts";
import { blocksHtml } from "./blocks-html.ts";
import type { Report, ReportSection } from "./content.ts";
import { type Markup, markup, trusted } from "./markup.ts";
import { pageScript } from "./page-script.ts";
import { theme } from "./theme.ts";

/**
 * The same report gives the same bytes. Nothing in it can run or load but our own script and style, which the policy names by
 * their hashes.
 */
export const reportHtml = ({ title, subtitle, sections }: Report): string => {
  const page = markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${title}</title>
<style>${trusted(theme)}</style>
</head>
<body>
<a class="skip" href="#content">Skip to the report</a>
<header class="top"><div><h1>${title}</h1><p>${subtitle}</p></div>
<button type="button" id="theme-switch" hidden>Dark theme</button></header>
<div class="page">
<nav aria-label="Sections"><ol>${sections.map(({ id, title: name }) => markup`<li><a href="#${id}">${name}</a></li>`)}</ol></nav>
<main id="content">
${sections.map(sectionHtml)}</main>
</div>
<div id="tip" role="presentation" hidden></div>
<p id="said" class="unseen" role="status"></p>
<script>${trusted(pageScript)}</script>
</body>
</html>
`;
  return page.html;
};

const policy = [
  "default-src 'none'",
  `script-src 'sha256-${base64Sha256(pageScript)}'`,
  `style-src 'sha256-${base64Sha256(theme)}'`,
  "base-uri 'none'",
  "form-action 'none'",
].join("; ");

const sectionHtml = ({ id, title, explanation, blocks }: ReportSection): Markup =>
  markup`<section id="${id}" aria-labelledby="${id}-title">
<h2 id="${id}-title">${title}</h2>
${explanation === "" ? undefined : markup`<p class="explanation">${explanation}</p>`}
${blocksHtml(blocks)}
</section>
`;
