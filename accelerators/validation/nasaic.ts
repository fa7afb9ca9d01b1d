/** The chips of NASAIC's table, whose areas its paper prints, against the cost model of that time. */
import { costModels } from "../cost-models.ts";
import type { Validation } from "./validation.ts";

/** Elements and words per cycle of an `nvdla` and a `shidiannao` accelerator, and the area of both in 1e9 um2. */
const chips = [
  { name: "W1, network first", nvdla: [2112, 48], shidiannao: [1984, 16], area: 4.71 },
  { name: "W1, chip first", nvdla: [1088, 24], shidiannao: [2368, 40], area: 3.82 },
  { name: "W1, NASAIC", nvdla: [576, 56], shidiannao: [1792, 8], area: 2.03 },
  { name: "W2, network first", nvdla: [2368, 56], shidiannao: [1728, 8], area: 4.83 },
  { name: "W2, chip first", nvdla: [2112, 24], shidiannao: [1536, 40], area: 3.86 },
  { name: "W2, NASAIC", nvdla: [2112, 40], shidiannao: [1184, 24], area: 3.34 },
] as const;

export const nasaic: Validation = {
  name: "nasaic",
  summary: "Areas of the six chips that NASAIC published, under the cost model that it used.",
  source:
    "Yang et al., Co-Exploration of Neural Architectures and Heterogeneous ASIC Accelerator Designs Targeting Multiple Tasks, DAC 2020, table 1",
  rows: () =>
    chips.map(({ name, nvdla, shidiannao, area }) => ({
      subject: name,
      quantity: "area, 1e9 um2",
      reference: area,
      model: (areaOf("nvdla", nvdla) + areaOf("shidiannao", shidiannao)) * thousandSquareMm,
      tolerance: 0.01,
    })),
};

const thousandSquareMm = 1e-3;

const areaOf = (template: "nvdla" | "shidiannao", [pes, bandwidth]: readonly [number, number]): number =>
  costModels["nasaic-2020"].build(template, { pes, bandwidth })?.areaMm2 ?? 0;
