/** The only list of validations. */
import { eyeriss } from "./eyeriss.ts";
import { nasaic } from "./nasaic.ts";
import { nvdla } from "./nvdla.ts";
import { scaleSim } from "./scale-sim.ts";
import { timeloop } from "./timeloop.ts";
import type { Validation } from "./validation.ts";

export const validations = { timeloop, "scale-sim": scaleSim, nvdla, eyeriss, nasaic } as const satisfies Record<
  string,
  Validation
>;
