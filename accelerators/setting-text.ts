/** How the value of a parameter is written for people: in the unit of what it measures. */
import type { Dimension } from "../support/units.ts";
import { writtenIn } from "../support/units.ts";
import type { TemplateName, templates } from "./templates/index.ts";

type Declared = { [T in TemplateName]: keyof (typeof templates)[T]["parameters"] }[TemplateName];

/** In which dimension each parameter is given; base units are those that templates declare. */
const dimensions: Readonly<Record<Declared | "pes" | "buffer" | "bandwidth", Dimension>> = {
  pes: "count",
  buffer: "storage",
  bandwidth: "bandwidth per cycle",
  rows: "count",
  columns: "count",
  filters: "count",
  windows: "count",
  channels: "count",
  lanes: "count",
  width: "count",
  window: "count",
  inputEntries: "count",
  weightEntries: "count",
  sumEntries: "count",
  stationary: "count",
  foldOverlap: "count",
  operandBits: "bits",
  weightBuffer: "storage",
  inputBuffer: "storage",
  sumBuffer: "storage",
  clock: "frequency",
  dramBandwidth: "bandwidth",
};

export const dimensionOfParameter = (name: string): Dimension => {
  const known: Readonly<Record<string, Dimension>> = dimensions;
  return Object.hasOwn(known, name) ? (known[name] ?? "count") : "count";
};

/** `128 KiB`, `5 GB/s`; a count stands alone. */
export const settingText = (name: string, value: string | number): string => {
  if (typeof value === "string") return value;
  const { written, unit } = writtenIn(value, dimensionOfParameter(name));
  return `${written} ${unit}`.trimEnd();
};
