/** What a specification may say of FPGAs. What they hold and do stands with their cost models, as GPUs do. */

export const fpgaStyles = {
  streaming: "each layer has an engine of its own; the slowest sets the pace",
  overlay: "one engine runs all layers in turn",
} as const satisfies Record<string, string>;
export type FpgaStyle = keyof typeof fpgaStyles;

export const fpgaResources = ["lut", "ff", "bram", "uram", "dsp"] as const;
export type FpgaResource = (typeof fpgaResources)[number];
