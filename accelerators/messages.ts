/** Every diagnostic about accelerators, so that codes stay unique and wording even. */
import type { Diagnostic } from "../support/diagnostic.ts";

export const unknownSetting = (template: string, setting: string, known: readonly string[]): Diagnostic => ({
  code: "TEMPLATE_UNKNOWN_SETTING",
  severity: "error",
  message: `template ${template} has no parameter ${setting}`,
  help: `its parameters are ${known.join(", ")}`,
});

export const settingOutOfRange = (
  template: string,
  setting: string,
  value: number,
  { summary, minimum, maximum }: { readonly summary: string; readonly minimum: number; readonly maximum: number },
): Diagnostic => ({
  code: "TEMPLATE_SETTING_RANGE",
  severity: "error",
  message: `${setting} of template ${template} is ${value}, outside ${minimum} to ${maximum}`,
  help: summary,
});

export const noSuchArray = (template: string, pes: number, nearest: readonly number[]): Diagnostic => ({
  code: "TEMPLATE_ARRAY_SIZE",
  severity: "error",
  message: `template ${template} has no array of exactly ${pes} processing elements`,
  help: `the nearest it has: ${nearest.join(" and ")}`,
});
