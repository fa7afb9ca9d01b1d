/** The only list of accelerator templates. */
import type { AcceleratorTemplate } from "../template.ts";
import { bitserial } from "./bitserial.ts";
import { eyeriss } from "./eyeriss.ts";
import { nvdla } from "./nvdla.ts";
import { shidiannao } from "./shidiannao.ts";
import { simba } from "./simba.ts";
import { systolic } from "./systolic.ts";

export const templates = { nvdla, shidiannao, eyeriss, systolic, simba, bitserial } as const satisfies Record<
  string,
  AcceleratorTemplate
>;
export type TemplateName = keyof typeof templates;
