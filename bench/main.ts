/**
 * The project's speed against its bounds: `npm run bench` prints a table and exits with 1 where a bound is broken.
 * Whole processes are measured, start-up included, seven times each or more (whole design searches three times); the median counts. `npm run bench -- mapper` runs one group. Bounds hold for CPU time, which
 * says what one undisturbed core takes; wall time is shown beside it, and grows with whatever else the machine does.
 */
import { mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { designEvaluationRows } from "./design-evaluations.ts";
import { designSearchRows } from "./design-search.ts";
import { heterogeneousRows, ownModelRows } from "./heterogeneous.ts";
import { fpgaRows } from "./fpga.ts";
import { hypervolumeRows } from "./hypervolume.ts";
import { nasaicFrontRows, nasaicRows } from "./nasaic.ts";
import { predictorRows } from "./predictors.ts";
import { proxyRows } from "./proxies.ts";
import { integerConvolutions } from "./integer-convolutions.ts";
import { mapperRows } from "./mapper.ts";
import { measureMortise, summarize, type Usage } from "./measure.ts";
import { quantizationRows } from "./quantization.ts";
import { reportRows } from "./reports.ts";
import { resnet50 } from "./resnet50.ts";
import type { Row } from "./row.ts";
import { runRows, speedupRows } from "./runs.ts";

const runs = 9;
/** Of those that take seconds. */
const longRuns = 7;
const importSecondsBound = 2;
const importMemoryBound = 4;
const startMillisecondsBound = 150;
const tfliteMillisecondsBound = 200;

const repeat = (measure: () => Usage): readonly Usage[] => {
  measure(); // the first run reads files that the later ones find in memory
  return Array.from({ length: runs }, measure);
};

const importRows = (folder: string): readonly Row[] => {
  const model = join(folder, "resnet50.onnx");
  writeFileSync(model, resnet50());
  const { size } = statSync(model);
  const usage = repeat(() => measureMortise(["ir", model, "--passes", "default"], join(folder, "usage.json")));
  const name = `import and all passes, ${(size / 1e6).toFixed(0)} MB`;
  return [
    { question: `${name}: CPU time`, values: usage.map(u => u.cpuSeconds), unit: "s", bound: importSecondsBound },
    { question: `${name}: wall time`, values: usage.map(u => u.wallSeconds), unit: "s" },
    {
      question: `${name}: peak memory over file size`,
      values: usage.map(u => u.peakBytes / size),
      unit: "x",
      bound: importMemoryBound,
    },
  ];
};

const startRows = (folder: string): readonly Row[] => {
  const usage = repeat(() => measureMortise(["--help"], join(folder, "usage.json")));
  return [
    {
      question: "mortise --help: CPU time",
      values: usage.map(u => u.cpuSeconds * 1000),
      unit: "ms",
      bound: startMillisecondsBound,
    },
    { question: "mortise --help: wall time", values: usage.map(u => u.wallSeconds * 1000), unit: "ms" },
  ];
};

/** A network of codes as TensorFlow Lite stores it, 4 MB of convolutions: the import alone, in this process. */
const tfliteRows = async (): Promise<readonly Row[]> => {
  const { importTflite } = await import("../ir/import/tflite/import-tflite.ts");
  const bytes = integerConvolutions();
  const times = Array.from({ length: runs + 1 }, () => {
    const start = performance.now();
    importTflite(bytes);
    return performance.now() - start;
  });
  const question = `import of ${(bytes.length / 1e6).toFixed(0)} MB of TensorFlow Lite: wall time`;
  return [{ question, values: times.slice(1), unit: "ms", bound: tfliteMillisecondsBound }];
};

const print = ({ question, values, unit, digits = 2, bound, atLeast }: Row): boolean => {
  const { least, median } = summarize(values);
  const isBroken = (bound !== undefined && !(median < bound)) || (atLeast !== undefined && !(median >= atLeast));
  const limit =
    bound === undefined ? (atLeast === undefined ? "" : `at least ${atLeast} ${unit}`) : `bound ${bound} ${unit}`;
  const verdict = `${limit}${isBroken ? "  BROKEN" : ""}`;
  const figures = `min ${least.toFixed(digits)}  median ${median.toFixed(digits)} ${unit}`;
  console.log(`${question.padEnd(56)}  ${figures.padEnd(32)}  ${verdict}`.trimEnd());
  return isBroken;
};

/** Named on the command line; all of them where none is. */
const groups: Readonly<Record<string, (folder: string) => readonly Row[] | Promise<readonly Row[]>>> = {
  start: startRows,
  import: importRows,
  tflite: tfliteRows,
  mapper: () => mapperRows(longRuns),
  quantization: quantizationRows,
  reports: reportRows,
  designs: designSearchRows,
  evaluations: designEvaluationRows,
  fpga: fpgaRows,
  hypervolume: hypervolumeRows,
  predictors: predictorRows,
  runs: runRows,
  threads: speedupRows,
  proxies: proxyRows,
  "nasaic-heterogeneous": heterogeneousRows,
  "nasaic-own-model": ownModelRows,
  "nasaic-w1": () => nasaicRows("w1"),
  "nasaic-w2": () => nasaicRows("w2"),
  "nasaic-w3": () => nasaicRows("w3"),
  "nasaic-w1-front": () => nasaicFrontRows("w1"),
  "nasaic-w2-front": () => nasaicFrontRows("w2"),
  "nasaic-w3-front": () => nasaicFrontRows("w3"),
};

/** `nasaic` is all groups whose names begin with it. */
const groupsNamed = (name: string): readonly string[] =>
  groups[name] === undefined ? Object.keys(groups).filter(group => group.startsWith(`${name}-`)) : [name];

const named = process.argv.length > 2 ? process.argv.slice(2) : Object.keys(groups);
const unknown = named.filter(name => groupsNamed(name).length === 0);
const wanted = named.flatMap(groupsNamed);
if (unknown.length > 0)
  throw new Error(`there is no bench ${unknown.join(", ")}: take ${Object.keys(groups).join(", ")}`);

const folder = mkdtempSync(join(tmpdir(), "mortise-bench-"));
try {
  console.log(`${runs} runs each, node ${process.version}`);
  const broken: boolean[] = [];
  for (const name of wanted) broken.push(...((await groups[name]?.(folder)) ?? []).map(print));
  process.exitCode = broken.some(Boolean) ? 1 : 0;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
