/** How long a report takes and how large it is: the plan of a network of ResNet-50's shape, page and opening in a browser. */
import { existsSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { measureMortise } from "./measure.ts";
import { resnet50 } from "./resnet50.ts";
import type { Row } from "./row.ts";

const runs = 7;
const secondsBound = 3;
const megabytesBound = 3;
const openingBound = 1;

export const reportRows = async (folder: string): Promise<readonly Row[]> => {
  const model = join(folder, "resnet50.onnx");
  const plan = join(folder, "plan");
  const page = join(folder, "report.html");
  const usageFile = join(folder, "usage.json");
  writeFileSync(model, resnet50());
  measureMortise(["compile", model, "-o", plan], usageFile);
  const usage = Array.from({ length: runs }, () => measureMortise(["report", plan, "-o", page], usageFile));
  return [
    { question: "report, ResNet-50: CPU time", values: usage.map(u => u.cpuSeconds), unit: "s", bound: secondsBound },
    { question: "report, ResNet-50: wall time", values: usage.map(u => u.wallSeconds), unit: "s" },
    { question: "report, ResNet-50: size", values: [statSync(page).size / 1e6], unit: "MB", bound: megabytesBound },
    ...(await openingRows(page)),
  ];
};

const chromium = "/usr/bin/chromium";

/** From navigation to the first sort of the table of layers, in a browser that runs already; none where there is no browser. */
const openingRows = async (page: string): Promise<readonly Row[]> => {
  if (!existsSync(chromium)) return [];
  const { chromium: engine } = await import("playwright-core");
  const browser = await engine.launch({ executablePath: chromium, args: ["--no-sandbox"] });
  try {
    const seconds: number[] = [];
    for (let run = 0; run < runs; run++) {
      const tab = await browser.newPage();
      const start = performance.now();
      await tab.goto(pathToFileURL(page).href);
      await tab.click("#all-layers thead button");
      seconds.push((performance.now() - start) / 1000);
      await tab.close();
    }
    return [{ question: "report, ResNet-50: opened and sorted", values: seconds, unit: "s", bound: openingBound }];
  } finally {
    await browser.close();
  }
};
