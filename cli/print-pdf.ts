/** A page as PDF, printed by the Chromium that the user has. */
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { pathToFileURL } from "node:url";
import { CompileError } from "../support/diagnostic.ts";
import type { Host } from "./host.ts";
import { browserFailed, noBrowser } from "./messages.ts";

/** What distributions call it. */
const browserNames = [
  "chromium",
  "chromium-browser",
  "google-chrome",
  "google-chrome-stable",
  "chrome",
  "microsoft-edge",
];

/** Which browser prints; undefined where none is found. */
export const findBrowser = (environment: Host["environment"]): string | undefined => {
  const named = environment["MORTISE_CHROMIUM"];
  if (named !== undefined && named !== "") return existsSync(named) ? named : undefined;
  const folders = (environment["PATH"] ?? "").split(delimiter).filter(folder => folder !== "");
  return browserNames.flatMap(name => folders.map(folder => join(folder, name))).find(path => existsSync(path));
};

const mostMilliseconds = 120_000;

/** @throws CompileError where there is no browser, or it does not print. */
export const printPdf = (page: string, environment: Host["environment"]): Uint8Array => {
  const browser = findBrowser(environment);
  if (browser === undefined) throw new CompileError([noBrowser(environment["MORTISE_CHROMIUM"])]);
  const folder = mkdtempSync(join(tmpdir(), "mortise-pdf-"));
  try {
    const [source, target] = [join(folder, "report.html"), join(folder, "report.pdf")];
    writeFileSync(source, page);
    const { status, error, stderr } = spawnSync(
      browser,
      [
        "--headless",
        "--disable-gpu",
        "--no-pdf-header-footer",
        `--user-data-dir=${join(folder, "profile")}`,
        // Chromium refuses to run as root in its sandbox.
        ...(process.getuid?.() === 0 ? ["--no-sandbox"] : []),
        `--print-to-pdf=${target}`,
        pathToFileURL(source).href,
      ],
      { timeout: mostMilliseconds, encoding: "utf8", stdio: ["ignore", "ignore", "pipe"] },
    );
    if (status !== 0 || !existsSync(target))
      throw new CompileError([browserFailed(browser, error?.message ?? lastLine(stderr))]);
    return readFileSync(target);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

const lastLine = (text: string): string => text.trim().split("\n").at(-1) ?? "";
