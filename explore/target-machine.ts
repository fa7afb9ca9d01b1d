/** A named target, or a design of a search, as the machine to compile for, with the ends of its technology's band. */
import { buildAccelerator, type Design, type Target } from "../accelerators/targets.ts";
import type { AcceleratorTemplate } from "../accelerators/template.ts";
import { templates } from "../accelerators/templates/index.ts";
import type { Machine } from "./machine.ts";

export const machineOf = (target: Target): Machine => machineFrom(target, { ...target, slot: "npu" });

/** @throws CompileError for settings that the template does not have or that lie outside their range. */
export const machineFrom = (design: Design, named: Pick<Machine, "name" | "slot" | "precision">): Machine => {
  const template: AcceleratorTemplate = templates[design.template];
  const { name, slot, precision } = named;
  return {
    name,
    slot,
    accelerator: buildAccelerator(design),
    band: {
      low: buildAccelerator(design, "low").architecture,
      high: buildAccelerator(design, "high").architecture,
    },
    ignores: template.ignores,
    precision,
  };
};
