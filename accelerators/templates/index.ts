/** The only list of accelerator templates. */
import type { AcceleratorTemplate } from "../template.ts";
import { nvdla } from "./nvdla.ts";

export const templates = { nvdla } as const satisfies Record<string, AcceleratorTemplate>;
export type TemplateName = keyof typeof templates;
