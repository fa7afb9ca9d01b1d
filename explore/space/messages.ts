/** Every diagnostic about design spaces and the networks in them. */
import type { Diagnostic, Place } from "../../support/diagnostic.ts";

const space = (code: string, message: string, help: string): Diagnostic => ({ code, severity: "error", message, help });

/** @param total as the user wrote it, such as `total pes <= 64`. */
export const totalOutOfReach = (total: string, least: string): Diagnostic =>
  space(
    "SPACE_EMPTY",
    `the space is empty: no design keeps ${total}, since the least that its accelerators can have is ${least}`,
    "raise the total, or allow smaller values",
  );

export const noPicture = (network: string, found: string, place: Place | undefined): Diagnostic => ({
  ...space(
    "SPACE_INPUT",
    `networks of ${network} take pictures of channels x height x width, found ${found}`,
    "write for example `input 3x32x32`",
  ),
  ...(place === undefined ? {} : { where: place }),
});

export const noAccelerator = (slots: readonly string[]): Diagnostic =>
  space(
    "SPACE_EMPTY",
    `the space is empty: ${slots.length === 1 ? "the only slot" : "every slot"} (${slots.join(", ")}) has 0 processing elements, so that the chip has no accelerator`,
    "allow at least one of them some: `pes in 0..1024 step 32`",
  );
