/** How a report looks: on a screen of any width, in light and in dark, and on paper. */
import { mostOptions } from "./content.ts";

/** Hues of categories, told apart with deficient colour vision too, after Okabe and Ito (2008), each for light and for dark ground. */
const hues = [
  ["#0065a8", "#5bb3e8"],
  ["#b5580c", "#eba35c"],
  ["#00785a", "#3fc39b"],
  ["#9c3b78", "#d98bbb"],
  ["#7a6a00", "#d3c23c"],
  ["#5f4bb6", "#a898f0"],
  ["#a8323a", "#ef8b8b"],
  ["#5a6470", "#9aa7b5"],
] as const;

export const hueCount = hues.length;

/** Names of colours, as `var(--NAME)` in pictures. */
export const hue = (index: number): string => `hue-${index % hueCount}`;

/** Of one hue: 0 is the full colour, and each further one is paler. */
export const shade = (index: number, step: number): string =>
  `hue-${index % hueCount}-${Math.min(step, shadeShares.length - 1)}`;

const shadeShares = [100, 72, 50, 32];

/** From little to much. */
export const heat = (step: number): string => `heat-${step}`;
export const heatSteps = 5;

const colours = [
  ...hues.flatMap(([light, dark], i) => [
    `--hue-${i}:light-dark(${light},${dark})`,
    ...shadeShares.map(
      (share, step) => `--hue-${i}-${step}:color-mix(in oklab,var(--hue-${i}) ${share}%,var(--ground))`,
    ),
  ]),
  ...[6, 16, 27, 38, 48].map(
    (share, i) => `--heat-${i}:color-mix(in oklab,light-dark(#b5580c,#eba35c) ${share}%,var(--ground))`,
  ),
].join(";");

const drawingRules = [
  ...Array.from({ length: heatSteps }, (_, step) =>
    ["latency", "energy"].map(by => `[data-colour=${by}] .${by}-${step} :is(path,polygon){fill:var(--heat-${step})}`),
  ).flat(),
  ...Array.from({ length: hueCount }, (_, i) =>
    ["bits", "bound", "slot"].map(by => `[data-colour=${by}] .${by}-${i} :is(path,polygon){fill:var(--hue-${i}-3)}`),
  ).flat(),
].join("\n");

const optionRules = Array.from(
  { length: mostOptions },
  (_, i) => `.alternatives:has(>fieldset input[value="${i}"]:checked)>[data-option="${i}"]{display:block}`,
).join("\n");

export const theme = `
:root{color-scheme:light dark;--ground:light-dark(#fff,#14181d);--raised:light-dark(#f5f7f9,#1c2229);--ink:light-dark(#1a2129,#e7ecf1);--soft:light-dark(#515c68,#a9b4c0);--line:light-dark(#d5dbe1,#36404b);--link:light-dark(#00569c,#7cc0f5);--good:light-dark(#0b6b3a,#56cf8d);--bad:light-dark(#b01e28,#ff8f8f);--warning:light-dark(#875000,#f0b357);${colours}}
:root[data-theme=light]{color-scheme:light}
:root[data-theme=dark]{color-scheme:dark}
*{box-sizing:border-box}
html{scroll-padding-top:1rem}
body{margin:0;background:var(--ground);color:var(--ink);font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;overflow-wrap:anywhere}
a{color:var(--link)}
:focus-visible{outline:3px solid var(--link);outline-offset:2px}
.skip{position:absolute;left:-9999px}
.skip:focus{left:1rem;top:1rem;background:var(--ground);padding:.5rem;z-index:9}
.unseen{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);margin:0}
.top{display:flex;gap:1rem;justify-content:space-between;align-items:flex-start;padding:1.25rem clamp(1rem,3vw,2.5rem);border-bottom:1px solid var(--line);background:var(--raised)}
h1{margin:0;font-size:clamp(1.25rem,1rem + 1.4vw,1.8rem);line-height:1.2}
.top p{margin:.25rem 0 0;color:var(--soft)}
button,input{font:inherit;color:inherit;background:var(--ground);border:1px solid var(--soft);border-radius:6px;padding:.25rem .7rem}
button{cursor:pointer;white-space:nowrap}
.page{display:grid;grid-template-columns:minmax(0,1fr);padding:0 clamp(1rem,3vw,2.5rem)}
nav ol{display:flex;flex-wrap:wrap;gap:.25rem .9rem;list-style:none;margin:0;padding:.8rem 0;font-size:.92rem}
nav a{text-decoration:none}
nav a:hover{text-decoration:underline}
main{min-width:0;max-width:1120px}
section{padding:1.2rem 0 .8rem;border-top:1px solid var(--line)}
section:first-child{border-top:0}
h2{margin:0 0 .3rem;font-size:1.3rem;line-height:1.25}
.explanation{margin:.2rem 0 1rem;color:var(--soft);max-width:75ch}
p{max-width:85ch}
ul{padding-left:1.3rem}
.facts{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,10.6rem),1fr));gap:.7rem;margin:1rem 0}
.facts>div{border:1px solid var(--line);border-radius:8px;padding:.6rem .8rem;background:var(--raised)}
.facts>.good{border-left:5px solid var(--good)}
.facts>.bad{border-left:5px solid var(--bad)}
.facts>.warning{border-left:5px solid var(--warning)}
dt{color:var(--soft);font-size:.85rem}
dd{margin:0;font-size:1.25rem;font-weight:600;font-variant-numeric:tabular-nums;line-height:1.3}
dd.note{font-size:.85rem;font-weight:400;color:var(--soft)}
.callout{border-left:5px solid var(--soft);background:var(--raised);padding:.6rem .9rem;border-radius:0 8px 8px 0;margin:.8rem 0}
.callout.good{border-color:var(--good)}.callout.bad{border-color:var(--bad)}.callout.warning{border-color:var(--warning)}
td.good,th.good{color:var(--good);font-weight:600}td.bad,th.bad{color:var(--bad);font-weight:600}td.warning,th.warning{color:var(--warning);font-weight:600}
.scroll,.picture{overflow:auto;max-width:100%}
.scroll{border:1px solid var(--line);border-radius:8px;margin:.6rem 0 1rem;max-height:min(80vh,60rem)}
table{border-collapse:collapse;font-size:.9rem;font-variant-numeric:tabular-nums;width:100%}
caption{text-align:left;color:var(--soft);padding:.5rem .7rem;font-size:.88rem}
th,td{padding:.32rem .55rem;text-align:left;vertical-align:top;border-top:1px solid var(--line);min-width:3.2em;overflow-wrap:break-word}
tbody th{font-weight:500;min-width:9em;max-width:24em}
th.right,td.right{text-align:right}
td.right,.short{white-space:nowrap}
thead th{position:sticky;top:0;background:var(--raised);z-index:1;border-top:0;box-shadow:inset 0 -1px var(--line);overflow-wrap:normal}
thead button{all:unset;cursor:pointer;font-weight:600;white-space:nowrap}
thead button:focus-visible{outline:3px solid var(--link)}
th[aria-sort=ascending] button::after{content:" ▲"}th[aria-sort=descending] button::after{content:" ▼"}
tbody tr:hover>*{background:var(--raised)}
tr[data-opens]{cursor:pointer}
tr.detail{display:none}
tr.detail.open,:root:not(.scripted) tr.detail:target{display:table-row}
tr.detail>td{background:var(--ground)!important;border-left:4px solid var(--link)}
.scroll{container-type:inline-size}
.panel{position:sticky;left:.7rem;max-width:calc(100cqw - 1.6rem)}
.tools{display:flex;flex-wrap:wrap;gap:.6rem;align-items:center;margin:.5rem 0}
.tools[hidden]{display:none}
.count{color:var(--soft);font-size:.9rem}
.code{border:1px solid var(--line);border-radius:8px;margin:.6rem 0 1rem;overflow:hidden}
.caption{margin:0;max-width:none;padding:.35rem .7rem;color:var(--soft);font-size:.88rem;border-bottom:1px solid var(--line)}
pre{margin:0;padding:.6rem .8rem;overflow:auto;font:.86rem/1.5 ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace;white-space:pre;tab-size:2}
figure{margin:1rem 0 1.4rem}
figcaption{font-weight:600;margin-bottom:.35rem}
.picture{border:1px solid var(--line);border-radius:8px;padding:.6rem}
.picture svg{display:block;margin:auto;font-family:inherit}
.picture.scrolls{max-height:min(75vh,52rem)}
.picture text{fill:var(--ink)}
.picture a{cursor:pointer}
.picture a:hover>*,.picture a:focus>*{opacity:.75}
.narrow{display:none}
.key{display:flex;flex-wrap:wrap;gap:.15rem 1rem;list-style:none;padding:0;margin:.3rem 0 .5rem;font-size:.88rem}
.key svg{margin-right:.35rem;vertical-align:-1px}
.colouring{border:0;padding:0;margin:.2rem 0;display:flex;flex-wrap:wrap;gap:.2rem 1rem;font-size:.9rem}
.colouring legend{float:left;color:var(--soft);padding:0;margin-right:.3rem}
[data-colour] .key{display:none}
${["latency", "energy", "bits", "bound", "slot", "one"].map(name => `[data-colour=${name}] .key[data-for=${name}]`).join(",")}{display:flex}
.alternatives>[data-option]{display:none}
${optionRules}
.behind{font-size:.9rem;color:var(--soft);margin:.4rem 0}
.behind summary{cursor:pointer}
.node :is(path,polygon,polyline){fill:var(--raised);stroke:var(--soft)}
.node polyline{fill:none}
.node.outside :is(path,polygon){fill:var(--ground)}
.node.computes :is(path,polygon){fill:var(--hue-1-3)}
.node.holds :is(path,polygon){fill:var(--hue-0-3)}
.picture.scrolls text{font-family:Helvetica,Arial,"Liberation Sans","DejaVu Sans",sans-serif;font-size:12px}
.edge path{stroke:var(--soft)}.edge polygon{fill:var(--soft);stroke:var(--soft)}
.edge.inside path{stroke:var(--hue-2);stroke-width:2.2}.edge.inside polygon{fill:var(--hue-2);stroke:var(--hue-2)}
${drawingRules}
#tip{position:fixed;z-index:9;max-width:min(26rem,90vw);background:var(--ink);color:var(--ground);padding:.35rem .6rem;border-radius:6px;font-size:.85rem;pointer-events:none;white-space:pre-line}
@media (min-width:1180px){.page{grid-template-columns:12.5rem minmax(0,1fr);gap:2rem}nav ol{flex-direction:column;position:sticky;top:0;max-height:100vh;overflow:auto;padding:1.4rem 0}}
@media (max-width:640px){tbody th{max-width:13em}body{font-size:15px}.wide{display:none}.narrow{display:block}.picture{padding:.3rem}.facts{grid-template-columns:repeat(2,minmax(0,1fr));gap:.5rem}dd{font-size:1.1rem}}
@media (min-width:1120px){.picture.wide svg{max-width:100%;height:auto}}
@media (prefers-reduced-motion:no-preference){html{scroll-behavior:smooth}}
@media print{:root{color-scheme:light!important}.alternatives>[data-option]{display:block!important}.behind:not([open]){display:none}nav,.tools,#theme-switch,.colouring,.skip{display:none!important}.scroll,.picture,.picture.scrolls{max-height:none;overflow:visible;border:0}.picture svg{max-width:100%;height:auto;max-height:24cm}body{font-size:10.5pt}table{font-size:8.5pt}th,td{padding:.15rem .35rem}thead th{position:static}figure,tr,.facts>div{break-inside:avoid}h2{break-after:avoid}main{max-width:none}a{color:inherit;text-decoration:none}}
`;
