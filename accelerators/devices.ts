/** Machines that have a name and are no template: GPUs and FPGAs. `mortise targets` prints the table; the only list. */

import type { NamedDevice } from "./device.ts";
import { namedFpgas } from "./fpga/named.ts";
import { namedGpus } from "./gpu/named.ts";

export const namedDevices: readonly NamedDevice[] = [...namedGpus, ...namedFpgas];

/** By either of its names. */
export const deviceNamed = (name: string): NamedDevice | undefined =>
  namedDevices.find(device => device.name === name || device.title === name);
