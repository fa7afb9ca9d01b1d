/** Every diagnostic about designs that were evaluated. */
import type { Diagnostic } from "../../support/diagnostic.ts";

export const cannotBePlanned = (reason: string): Diagnostic => ({
  code: "DESIGN_IMPOSSIBLE",
  severity: "error",
  message: `there is no plan of this design: ${reason}`,
  help: "name one of the designs that mortise best lists",
});

export const notPlanned = (technology: string): Diagnostic => ({
  code: "DESIGN_NOT_PLANNED",
  severity: "error",
  message: `technology ${technology} prices whole layers: its designs have costs, but no mappings to make a plan of`,
  help: "take a technology of mortise targets, such as 28nm",
});
