/** The only list of validations. */
import { eyeriss } from "./eyeriss.ts";
import { fpga } from "./fpga/index.ts";
import { gpuNetworks } from "./gpu-networks.ts";
import { gpuProducts } from "./gpu-products.ts";
import { nasaic } from "./nasaic.ts";
import { nvdla } from "./nvdla.ts";
import { scaleSim } from "./scale-sim.ts";
import { timeloop } from "./timeloop.ts";
import type { Validation } from "./validation.ts";

export const validations = {
  timeloop,
  "scale-sim": scaleSim,
  nvdla,
  eyeriss,
  nasaic,
  "gpu-products": gpuProducts,
  "gpu-networks": gpuNetworks,
  fpga,
} as const satisfies Record<string, Validation>;
