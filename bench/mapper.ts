/** How long the exact front of every distinct contraction of ResNet-50 takes, and how many mappings a plain sweep evaluates. */
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import type { MappingUsage } from "./map-resnet50.ts";
import type { Row } from "./row.ts";

/** The machines of the requirement: Timeloop's three-level one, and nvdla with 256 multipliers. */
const machines = ["eyeriss_like", "npu-256"] as const;
const secondsBound = 5;
const layerSecondsBound = 1;
const memoryBound = 1;
const sweepBound = 1;

export const mapperRows = (runs: number): readonly Row[] => machines.flatMap(machine => rowsOf(machine, runs));

const rowsOf = (machine: string, runs: number): readonly Row[] => {
  const usage = Array.from({ length: runs }, () => mapResnet50(machine));
  const name = `${String(usage[0]?.seconds.length)} layers of ResNet-50 on ${machine}`;
  const totals = usage.map(({ seconds }) => seconds.reduce((total, each) => total + each, 0));
  return [
    { question: `${name}: CPU time`, values: totals, unit: "s", bound: secondsBound },
    {
      question: "  the slowest of them",
      values: usage.map(({ seconds }) => Math.max(...seconds)),
      unit: "s",
      bound: layerSecondsBound,
    },
    { question: "  peak memory", values: usage.map(u => u.peakBytes / 2 ** 30), unit: "GiB", bound: memoryBound },
    {
      question: "  plain sweep, million mappings per second",
      values: usage.map(u => u.sweptPerSecond / 1e6),
      unit: "M/s",
      atLeast: sweepBound,
    },
  ];
};

/** @throws Error where the process fails or a front is not proven. */
const mapResnet50 = (machine: string): MappingUsage => {
  const script = join(import.meta.dirname, "map-resnet50.ts");
  const { status, stdout, stderr } = spawnSync(process.execPath, ["--import", "tsx", script, machine]);
  if (status !== 0) throw new Error(`mapping onto ${machine} exits with ${status}: ${stderr.toString()}`);
  const usage = JSON.parse(stdout.toString()) as MappingUsage;
  if (!usage.exact) throw new Error(`a front on ${machine} is not proven`);
  return usage;
};
