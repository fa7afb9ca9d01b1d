/**
 * The project's speed against its bounds: `npm run bench` prints a table and exits with 1 where a bound is broken.
 * Whole processes are measured, start-up included, at least seven times each; the median counts. Bounds hold for CPU time, which
 * says what one undisturbed core takes; wall time is shown beside it, and grows with whatever else the machine does.
 */
import { mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { measureMortise, summarize, type Usage } from "./measure.ts";
import { resnet50 } from "./resnet50.ts";

interface Row {
  readonly question: string;
  readonly values: readonly number[];
  readonly unit: string;
  /** Undefined for what is only shown. */
  readonly bound?: number;
}

const runs = 9;
const importSecondsBound = 2;
const importMemoryBound = 4;
const startMillisecondsBound = 150;

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

const print = ({ question, values, unit, bound }: Row): boolean => {
  const { least, median } = summarize(values);
  const isBroken = bound !== undefined && !(median < bound);
  const verdict = bound === undefined ? "" : `bound ${bound} ${unit}${isBroken ? "  BROKEN" : ""}`;
  const figures = `min ${least.toFixed(2)}  median ${median.toFixed(2)} ${unit}`;
  console.log(`${question.padEnd(56)}  ${figures.padEnd(32)}  ${verdict}`.trimEnd());
  return isBroken;
};

const folder = mkdtempSync(join(tmpdir(), "mortise-bench-"));
try {
  console.log(`${runs} runs each, node ${process.version}`);
  const broken = [...startRows(folder), ...importRows(folder)].map(print);
  process.exitCode = broken.some(Boolean) ? 1 : 0;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
