/** How long the exact folding of ResNet-8 on the XC7Z020 takes, whole command: the least resources at a pace, and the best pace. */
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { measureMortise } from "./measure.ts";
import type { Row } from "./row.ts";

const runs = 3;
const secondsBound = 10;

const goals = {
  "fewest LUT and BRAM at 100 /s": "require throughput >= 100 /s\n  minimize lut, bram",
  "best throughput": "maximize throughput",
  "fewest LUT per inference": "maximize throughput\n  minimize lut",
};

export const fpgaRows = (): readonly Row[] => {
  const data = process.env["MORTISE_DATA"] ?? resolve(import.meta.dirname, "../../shared/data");
  const model = join(data, "models/onnx/mlperftiny_resnet8_cifar10_kj.onnx");
  if (!existsSync(model)) return [];
  const folder = mkdtempSync(join(tmpdir(), "mortise-bench-fpga-"));
  try {
    return Object.entries(goals).map(([question, goal]) => {
      const spec = join(folder, "fold.mortise");
      writeFileSync(
        spec,
        `design "fold" {\n  network net { model ${JSON.stringify(model)} }\n  fpga "XC7Z020" { style streaming }\n  ${goal}\n}\n`,
      );
      const command = ["compile", "--spec", spec, "-o", join(folder, "plan"), "--no-cache"];
      const values = Array.from({ length: runs }, () => measureMortise(command, join(folder, "usage.json")).cpuSeconds);
      return { question: `ResNet-8 on XC7Z020, ${question}: CPU time`, values, unit: "s", bound: secondsBound };
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
};
