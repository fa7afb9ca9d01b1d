/** A real browser for tests, where one is installed: every request and every word on its console is noted. */
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, test } from "vitest";
import { pathToFileURL } from "node:url";
import { findBrowser } from "../../cli/print-pdf.ts";

const executablePath = findBrowser(process.env);

export interface OpenPage {
  readonly page: Page;
  /** Errors and warnings of the console, faults of scripts, and requests of anything but the file itself. */
  readonly complaints: readonly string[];
}

/** `describe` for tests that open pages from disk; without a browser one skipped test says so and why. */
export const describeInBrowser = (
  name: string,
  body: (open: (file: string, width?: number) => Promise<OpenPage>) => void,
): void => {
  if (executablePath === undefined) {
    describe(name, () => {
      test.skip("skipped: needs Chromium on the PATH, or named by MORTISE_CHROMIUM", () => {
        // Nothing to do: its name is the message.
      });
    });
    return;
  }
  describe(name, () => {
    let browser: Browser | undefined;
    beforeAll(async () => {
      const { chromium } = await import("playwright-core");
      // Chromium refuses to run as root in its sandbox.
      const args = process.getuid?.() === 0 ? ["--no-sandbox"] : [];
      browser = await chromium.launch({ executablePath, args });
    });
    afterAll(() => browser?.close());
    body(async (file, width = 1200) => {
      if (browser === undefined) throw new Error("the browser did not start");
      return openPage(browser, pathToFileURL(file).href, width);
    });
  });
};

const openPage = async (browser: Browser, address: string, width: number): Promise<OpenPage> => {
  const page = await browser.newPage({ viewport: { width, height: 900 }, colorScheme: "light" });
  const complaints: string[] = [];
  page.on("console", message => void complaints.push(`console: ${message.text()}`));
  page.on("pageerror", error => void complaints.push(`script: ${error.message}`));
  page.on("request", request => {
    if (request.url().split("#")[0] !== address) complaints.push(`request: ${request.url()}`);
  });
  await page.goto(address);
  return { page, complaints };
};
