/** The only list of accelerator templates. */
import type { AcceleratorTemplate } from "../template.ts";
import { nvdla } from "./nvdla.ts";
import { systolic } from "./systolic.ts";

export const templates = { nvdla, systolic } as const satisfies Record<string, AcceleratorTemplate>;
export type TemplateName = keyof typeof templates;
