/** FPGAs that a specification may name, and what it may say of them. What they hold and do stands with their cost models, as GPUs do. */

export const fpgaDevices = ["XC7Z010", "XC7Z020", "XC7Z045", "XCZU3EG", "XCZU7EV", "XCZU9EG", "XCU250"] as const;
export type FpgaDevice = (typeof fpgaDevices)[number];

export const fpgaStyles = {
  streaming: "each layer has an engine of its own; the slowest sets the pace",
  overlay: "one engine runs all layers in turn",
} as const satisfies Record<string, string>;
export type FpgaStyle = keyof typeof fpgaStyles;

export const fpgaResources = ["lut", "ff", "bram", "uram", "dsp"] as const;
export type FpgaResource = (typeof fpgaResources)[number];
