/** The report of a plan: the only list of its sections, in the order of the page. */
import type { Plan } from "../../../accelerators/plan.ts";
import { formatWhole } from "../../../support/digits.ts";
import type { Report, ReportSection } from "../content.ts";
import { scaled } from "../numbers.ts";
import { acceleratorDrawing } from "./accelerator.ts";
import { bitWidths } from "./bits.ts";
import { coverage } from "./coverage.ts";
import { energyBars } from "./energy.ts";
import { hardwareChoice } from "./hardware-choice.ts";
import { latencyBars } from "./latency.ts";
import { layerTable } from "./layers.ts";
import { memoryMap } from "./memory.ts";
import { networkDrawing } from "./network.ts";
import { provenance } from "./provenance.ts";
import { roofline } from "./roofline.ts";
import { schedule } from "./schedule.ts";
import { sources } from "./sources.ts";
import { uncertainty } from "./uncertainty.ts";
import { verdict } from "./verdict.ts";
import { type PlanSection, viewOf } from "./view.ts";

const sections: readonly PlanSection[] = [
  verdict,
  hardwareChoice,
  networkDrawing,
  acceleratorDrawing,
  roofline,
  latencyBars,
  energyBars,
  schedule,
  memoryMap,
  bitWidths,
  layerTable,
  coverage,
  uncertainty,
  sources,
  provenance,
];

export const planReport = async (plan: Plan): Promise<Report> => {
  const view = viewOf(plan);
  const made: ReportSection[] = [];
  for (const section of sections) {
    const each = await section(view);
    if (each !== undefined) made.push(each);
  }
  return { title: plan.design, subtitle: subtitleOf(plan), sections: made };
};

const subtitleOf = ({ accelerators }: Plan): string =>
  accelerators
    .map(
      ({ slot, template, compute, clockHz, technology }) =>
        `${slot}: ${template}, ${formatWhole(compute.processingElements)} PEs at ${scaled(clockHz, "hertz")}, ${technology}`,
    )
    .join(" · ");
