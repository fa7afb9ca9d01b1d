/** Reports in a real browser: of three trained models and of a run. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { describeInBrowser } from "../support/browser.ts";
import { mortise } from "../support/command-line.ts";
import { dataPath, hasData } from "../support/data.ts";
import { storeRun } from "../support/stored-run.ts";

const root = join(import.meta.dirname, "../..");
const cacheFolder = join(root, "node_modules/.cache/mortise-test");

const models = [
  { name: "lenet", file: join(root, "examples/lenet.onnx"), more: ["--bind", "batch=1"] },
  { name: "kws", file: dataPath("models", "onnx", "tiny07_alibaba_kws.onnx"), more: [] },
  { name: "resnet8", file: dataPath("models", "onnx", "mlperftiny_resnet8_cifar10_kj.onnx"), more: [] },
];

const textsOf = (page: Page, selector: string): Promise<readonly string[]> => page.locator(selector).allTextContents();

/** No part of the page is wider than the screen. */
const overflow = (page: Page): Promise<number> =>
  page.evaluate<number>("document.documentElement.scrollWidth - document.documentElement.clientWidth");

const written = async (commandLine: readonly string[]): Promise<void> => {
  const { exitCode, stderr } = await mortise(commandLine);
  if (exitCode !== 0) throw new Error(stderr);
};

describeInBrowser("reports in a browser", open => {
  const folder = mkdtempSync(join(tmpdir(), "mortise-browser-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  describe.each(models)("of $name", ({ name, file, more }) => {
    const isThere = name === "lenet" || hasData("models", "onnx");
    const report = join(folder, `${name}.html`);
    beforeAll(async () => {
      if (!isThere) return;
      const plan = join(folder, name);
      await mortise(["compile", file, ...more, "-o", plan, "--mapper", "plain"], { cacheFolder });
      await written(["report", plan, "-o", report]);
    });

    test.skipIf(!isThere)("sorts, filters, opens a layer and switches its theme without a complaint", async () => {
      const { page, complaints } = await open(report);
      const layers = page.locator("#all-layers");
      const firstColumn = "#all-layers > tbody > tr:not(.detail):not([hidden]) > :first-child";
      const before = await textsOf(page, firstColumn);

      await layers.getByRole("button", { name: "Cycles" }).click();
      const cycles = "#all-layers > tbody > tr:not(.detail) > [data-value]";
      expect(await page.locator(cycles).count()).toBeGreaterThan(0);
      expect(await layers.locator("th[aria-sort=ascending]").textContent()).toBe("Cycles");
      const sorted = await textsOf(page, firstColumn);
      expect([...sorted].sort()).toEqual([...before].sort());

      await page.locator('.tools[data-table="all-layers"] input').fill(before[0]!);
      const filtered = await textsOf(page, firstColumn);
      expect(filtered).toContain(before[0]);
      expect(filtered.length).toBeLessThan(before.length);

      const detail = layers.locator("> tbody > tr.detail").filter({ visible: true });
      expect(await detail.count()).toBe(0);
      await layers.locator("> tbody > tr:not(.detail):not([hidden])").first().locator("a").click();
      expect(await detail.count()).toBe(1);
      expect(await detail.textContent()).toContain("Energy: count × cost");

      const ground = (): Promise<string> => page.evaluate<string>("getComputedStyle(document.body).backgroundColor");
      const light = await ground();
      await page.locator("#theme-switch").click();
      expect(await ground()).not.toBe(light);
      expect(complaints).toEqual([]);
      await page.close();
    });

    test.skipIf(!isThere)("fits a telephone", async () => {
      const { page, complaints } = await open(report, 390);
      expect(await overflow(page)).toBe(0);
      expect(complaints).toEqual([]);
      await page.close();
    });
  });

  describe("of a run", () => {
    const report = join(folder, "run.html");
    beforeAll(async () => {
      const run = join(folder, "run");
      storeRun(run);
      await written(["report", run, "-o", report]);
    });

    test("shows one pair of metrics at a time, and opens a design from the verdict", async () => {
      const { page, complaints } = await open(report);
      const figures = page.locator("#pairs figure").filter({ visible: true });
      expect(await figures.locator("figcaption").allTextContents()).toEqual(["area over energy"]);
      await page.locator("#pairs input").nth(1).check();
      expect(await figures.locator("figcaption").allTextContents()).toEqual(["latency over energy"]);

      const picked = page.locator("#overview a[href^='#design-']").first();
      const id = (await picked.textContent()) ?? "";
      await picked.click();
      const detail = page.locator("#all-designs tr.detail").filter({ visible: true });
      expect(await detail.textContent()).toContain(`:${id} -o `);
      expect(complaints).toEqual([]);
      await page.close();
    });

    test("sorts and filters its designs, switches its theme, and fits a telephone", async () => {
      const { page, complaints } = await open(report, 390);
      expect(await overflow(page)).toBe(0);
      const firstColumn = "#all-designs > tbody > tr:not(.detail):not([hidden]) > :first-child";
      await page.locator("#all-designs").getByRole("button", { name: "energy" }).click();
      const sorted = await textsOf(page, firstColumn);
      expect(sorted).toHaveLength(32);
      await page.locator('.tools[data-table="all-designs"] input').fill("beyond");
      expect(await textsOf(page, firstColumn)).toHaveLength(4);
      await page.locator("#theme-switch").click();
      expect(await page.locator("html").getAttribute("data-theme")).toBe("dark");
      expect(complaints).toEqual([]);
      await page.close();
    });
  });
});
