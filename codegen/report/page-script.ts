/**
 * The one script of a report, as the browser gets it. It sorts, filters and copies tables, opens rows, shows what a mark in a
 * picture stands for, and switches the theme. The page is whole without it: rows open by their links then.
 */
export const pageScript = String.raw`
(() => {
"use strict";
const all = (selector, within = document) => [...within.querySelectorAll(selector)];
const say = text => { document.getElementById("said").textContent = text; };

const root = document.documentElement;
root.classList.add("scripted");
const themeSwitch = document.getElementById("theme-switch");
const prefersDark = matchMedia("(prefers-color-scheme: dark)");
const remembered = () => { try { return localStorage.getItem("mortise-theme"); } catch { return null; } };
const isDark = () => (root.dataset.theme ?? (prefersDark.matches ? "dark" : "light")) === "dark";
const labelSwitch = () => { themeSwitch.textContent = isDark() ? "Light theme" : "Dark theme"; };
const kept = remembered();
if (kept === "light" || kept === "dark") root.dataset.theme = kept;
themeSwitch.hidden = false;
labelSwitch();
prefersDark.addEventListener("change", labelSwitch);
themeSwitch.addEventListener("click", () => {
  root.dataset.theme = isDark() ? "light" : "dark";
  labelSwitch();
  try { localStorage.setItem("mortise-theme", root.dataset.theme); } catch { /* Pages from disk may have no storage. */ }
});

const rowsOf = table => all(":scope > tbody > tr:not(.detail)", table);
const detailOf = row => row.dataset.opens === undefined ? null : document.getElementById(row.dataset.opens);
const keyOf = cell => {
  if (cell === undefined) return "";
  if (cell.dataset.value !== undefined) return Number(cell.dataset.value);
  const text = cell.textContent.trim();
  return text !== "" && Number.isFinite(Number(text)) ? Number(text) : text;
};
const compare = (a, b) => {
  if (typeof a === "number" && typeof b === "number") return a - b;
  if (typeof a === "number") return -1;
  if (typeof b === "number") return 1;
  return a < b ? -1 : a > b ? 1 : 0;
};
const sortBy = (table, column, heading) => {
  const wasAscending = heading.getAttribute("aria-sort") === "ascending";
  for (const other of all("thead th", table)) other.removeAttribute("aria-sort");
  heading.setAttribute("aria-sort", wasAscending ? "descending" : "ascending");
  const keyed = rowsOf(table).map(row => ({ row, key: keyOf(row.cells[column]) }));
  keyed.sort((a, b) => wasAscending ? compare(b.key, a.key) : compare(a.key, b.key));
  const sorted = document.createDocumentFragment();
  for (const { row } of keyed) { const detail = detailOf(row); sorted.append(row); if (detail) sorted.append(detail); }
  table.tBodies[0].append(sorted);
  say("sorted by " + heading.textContent + (wasAscending ? ", largest first" : ", smallest first"));
};
const textOf = row => [...row.cells].map(cell => cell.textContent + " " + cell.title).join(" ").toLowerCase();
const filterBy = (table, text, count) => {
  const words = text.toLowerCase().split(/\s+/).filter(word => word !== "");
  let shown = 0;
  const rows = rowsOf(table);
  for (const row of rows) {
    const found = words.every(word => textOf(row).includes(word));
    row.hidden = !found;
    const detail = detailOf(row);
    if (detail) detail.hidden = !found;
    if (found) shown++;
  }
  count.textContent = words.length === 0 ? rows.length + " rows" : shown + " of " + rows.length + " rows";
};
const csvCell = text => {
  const harmless = /^[=+\-@\t\r]/.test(text) && !Number.isFinite(Number(text)) ? "'" + text : text;
  return /[",\r\n]/.test(harmless) ? '"' + harmless.replaceAll('"', '""') + '"' : harmless;
};
const csvOf = table => [all("thead th", table).map(cell => cell.textContent.trim()),
  ...rowsOf(table).filter(row => !row.hidden).map(row => [...row.cells].map(cell => cell.dataset.value ?? (cell.title || cell.textContent.trim())))]
  .map(cells => cells.map(csvCell).join(",") + "\r\n").join("");
const copy = async text => {
  try { await navigator.clipboard.writeText(text); return true; } catch {
    const area = document.createElement("textarea");
    area.value = text;
    document.body.append(area);
    area.select();
    const done = document.execCommand("copy");
    area.remove();
    return done;
  }
};
for (const tools of all(".tools")) {
  const table = document.getElementById(tools.dataset.table);
  const count = tools.querySelector(".count");
  tools.hidden = false;
  for (const [column, heading] of all("thead th", table).entries()) {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...heading.childNodes);
    heading.append(button);
    button.addEventListener("click", () => sortBy(table, column, heading));
  }
  const input = tools.querySelector("input");
  input.addEventListener("input", () => filterBy(table, input.value, count));
  filterBy(table, "", count);
  tools.querySelector("[data-does=copy]").addEventListener("click", async () => {
    const done = await copy(csvOf(table));
    say(done ? "copied" : "not copied: the browser does not allow it");
    count.textContent = done ? "copied" : "the browser does not allow copying";
  });
}

const handleOf = row => row.querySelector("a") ?? row;
const setOpen = (row, detail, isOpen) => {
  detail.classList.toggle("open", isOpen);
  handleOf(row).setAttribute("aria-expanded", String(isOpen));
};
for (const row of all("tr[data-opens]")) {
  const detail = detailOf(row);
  handleOf(row).setAttribute("aria-expanded", "false");
  row.addEventListener("click", event => {
    if (getSelection().toString() !== "") return;
    event.preventDefault();
    setOpen(row, detail, !detail.classList.contains("open"));
  });
}
const openTarget = () => {
  const detail = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (detail === null) return;
  for (let within = detail.closest("details"); within; within = within.parentElement.closest("details")) within.open = true;
  if (!detail.classList.contains("detail")) return;
  const row = document.querySelector('tr[data-opens="' + CSS.escape(detail.id) + '"]');
  if (row === null) return;
  row.hidden = detail.hidden = false;
  setOpen(row, detail, true);
  handleOf(row).focus({ preventScroll: true });
  row.scrollIntoView({ block: "center" });
};
addEventListener("hashchange", openTarget);
// A link to where the page is already changes no hash.
addEventListener("click", event => {
  const link = event.target.closest("a[href^='#']");
  if (link !== null && !event.defaultPrevented && link.getAttribute("href") === location.hash) openTarget();
});
openTarget();

for (const input of all("figure > .colouring input"))
  input.addEventListener("change", () => { input.closest("figure").dataset.colour = input.value; });

const tip = document.getElementById("tip");
const place = (x, y) => {
  tip.style.left = Math.max(4, Math.min(x + 14, innerWidth - tip.offsetWidth - 4)) + "px";
  tip.style.top = (y + 18 + tip.offsetHeight > innerHeight ? y - tip.offsetHeight - 8 : y + 18) + "px";
};
const tell = (target, x, y) => {
  const mark = target instanceof Element ? target.closest("[data-tip]") : null;
  tip.hidden = mark === null;
  if (mark === null) return;
  tip.textContent = mark.dataset.tip;
  place(x, y);
};
addEventListener("pointermove", event => tell(event.target, event.clientX, event.clientY));
addEventListener("focusin", event => {
  const within = event.target.closest(".picture") && (event.target.matches("[data-tip]") ? event.target : event.target.querySelector("[data-tip]"));
  const box = event.target.getBoundingClientRect();
  tell(within, box.left, box.bottom);
});
addEventListener("keydown", event => { if (event.key === "Escape") tip.hidden = true; });
})();
`;
