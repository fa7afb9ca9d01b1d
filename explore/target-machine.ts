/** A named target as the machine to compile for, with the ends of its technology's band. */
import { buildAccelerator, type Target } from "../accelerators/targets.ts";
import type { AcceleratorTemplate } from "../accelerators/template.ts";
import { templates } from "../accelerators/templates/index.ts";
import type { Machine } from "./machine.ts";

export const machineOf = (target: Target): Machine => {
  const template: AcceleratorTemplate = templates[target.template];
  return {
    name: target.name,
    slot: "npu",
    accelerator: buildAccelerator(target),
    band: {
      low: buildAccelerator(target, "low").architecture,
      high: buildAccelerator(target, "high").architecture,
    },
    ignores: template.ignores,
    precision: target.precision,
  };
};
