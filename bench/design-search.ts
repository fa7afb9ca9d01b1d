/** How long it takes to compile specifications: one with nothing open, and one with 3072 designs, decided exactly. */
import { existsSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { measureMortise } from "./measure.ts";
import type { Row } from "./row.ts";

const models = join(process.env["MORTISE_DATA"] ?? resolve(import.meta.dirname, "../../shared/data"), "models/onnx");
const imageClassifier = join(models, "mlperftiny_resnet8_cifar10_kj.onnx");
const wakeWord = join(models, "mlperftiny_mbv1_025_vww_kj.onnx");

const nothingOpen = `design "nothing open" {
  network classifier { model "${imageClassifier}" }
  asic {
    technology "28nm"
    clock 500 MHz
    dram { bandwidth 3.2 GB/s }
    accelerator npu { template nvdla  pes 256  buffer 128 KiB  bandwidth 32 B/cycle }
  }
  quantize { weights 8 bits  activations 8 bits }
  require latency <= 5 ms
  minimize energy
}
`;

const cameraNode = `design "camera node" {
  network wake_word { model "${wakeWord}"  rate 10 /s }
  asic {
    technology "28nm"
    clock 200 MHz
    dram { bandwidth 1.6 GB/s  energy 20 pJ/bit }
    accelerator npu {
      template  in { nvdla, shidiannao, eyeriss, systolic }
      pes       in 32..512 step 32
      buffer    in { 64 KiB, 128 KiB, 256 KiB }
      bandwidth in 8..64 step 8 B/cycle
    }
  }
  quantize { weights in { 4, 8 } bits  activations 8 bits }
  require latency <= 20 ms
  require power   <= 5 mW
  require area    <= 2 mm2
  minimize energy, area
}
`;

const cases = [
  { name: "a specification with nothing open", text: nothingOpen, secondsBound: 2 },
  { name: "3072 designs under limits", text: cameraNode, secondsBound: 60 },
  { name: "3072 designs, a limit that many meet", text: cameraNode.replace("5 mW", "8 mW"), secondsBound: 60 },
] as const;

const gibibytesBound = 1;
/** They take seconds to a minute. */
const runs = 3;

/** @param folder for files of the benchmark. */
export const designSearchRows = (folder: string): readonly Row[] => {
  if (![imageClassifier, wakeWord].every(file => existsSync(file))) {
    console.log(`design search: left out, there are no models in ${models} (set MORTISE_DATA to the data folder)`);
    return [];
  }
  return cases.flatMap(({ name, text, secondsBound }, i): readonly Row[] => {
    const spec = join(folder, `search-${i}.mortise`);
    writeFileSync(spec, text);
    const commandLine = ["compile", "--spec", spec, "-o", join(folder, `plan-${i}`)];
    // Whether the limits can be met is the cost model's business: deciding it is what takes time.
    const usage = Array.from({ length: runs }, () => measureMortise(commandLine, join(folder, "usage.json"), [0, 2]));
    return [
      { question: `${name}: CPU time`, values: usage.map(u => u.cpuSeconds), unit: "s", bound: secondsBound },
      {
        question: `${name}: peak memory`,
        values: usage.map(u => u.peakBytes / 2 ** 30),
        unit: "GiB",
        bound: gibibytesBound,
      },
    ];
  });
};
