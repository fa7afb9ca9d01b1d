/** Every diagnostic about design spaces. */
import type { Diagnostic } from "../../support/diagnostic.ts";
import { formatWhole } from "../../support/digits.ts";

const design = (code: string, message: string, help: string): Diagnostic => ({
  code,
  severity: "error",
  message,
  help,
});

export const spaceTooLarge = (
  count: number,
  most: number,
  slots: readonly { readonly slot: string; readonly choices: number }[],
): Diagnostic =>
  design(
    "DESIGN_SPACE_SIZE",
    `the ranges span ${count < 1e15 ? formatWhole(count) : count.toExponential(1)} designs (${slots.map(({ slot, choices }) => `${formatWhole(choices)} of ${slot}`).join(", ")}); at most ${formatWhole(most)} can be searched`,
    "widen the steps or narrow the ranges",
  );

export const clockMissing = (): Diagnostic =>
  design(
    "DESIGN_CLOCK",
    "several accelerators share a chip, whose clock is not given",
    "write it in the asic block, such as `clock 1 GHz`",
  );

/** @param written the limit, such as `latency >= 1 ms`. */
export const limitBackwards = (written: string): Diagnostic =>
  design(
    "DESIGN_LIMIT_BACKWARDS",
    `limit ${written} asks for a worse design than there may be`,
    "turn the relation around, or leave the limit out",
  );

export const nothingFits = (designs: number): Diagnostic =>
  design(
    "DESIGN_NOTHING_FITS",
    designs === 1
      ? "the design can't be: it breaks a total, has no accelerator, or can't be built or hold some layer"
      : `not one of the ${formatWhole(designs)} designs can be: each breaks a total, has no accelerator, or can't be built or hold some layer`,
    "raise the totals and the numbers of processing elements, or allow larger buffers, wider operands or other templates",
  );

export const slotNeverFits = (slot: string, choices: number, faults: readonly Diagnostic[]): Diagnostic => {
  const [reason] = faults;
  const which =
    choices === 1
      ? `accelerator ${slot} cannot be built`
      : `not one of the ${formatWhole(choices)} ways to make ${slot} can be built`;
  return design(
    "DESIGN_NEVER_FITS",
    reason === undefined ? which : `${which}: ${reason.message}`,
    reason?.help ?? "choose other parameters",
  );
};
