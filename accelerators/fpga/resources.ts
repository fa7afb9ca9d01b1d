/** What a design takes of an FPGA, and what an FPGA has. */

/** Block RAMs count in halves of 18 Kib, since two memories may share one of 36. */
export const resourceNames = ["lut", "ff", "bram18", "uram", "dsp"] as const;
export type ResourceName = (typeof resourceNames)[number];

export type Resources = Readonly<Record<ResourceName, number>>;

export const noResources: Resources = { lut: 0, ff: 0, bram18: 0, uram: 0, dsp: 0 };

/** All of them together. */
export const sumOf = (parts: readonly Partial<Resources>[]): Resources => {
  const sum = { ...noResources } as Record<ResourceName, number>;
  for (const part of parts) for (const name of resourceNames) sum[name] += part[name] ?? 0;
  return sum;
};

/** Whole units: nobody places half a look-up table. */
export const wholeOf = (resources: Resources): Resources => ({
  lut: Math.ceil(resources.lut),
  ff: Math.ceil(resources.ff),
  bram18: Math.ceil(resources.bram18),
  uram: Math.ceil(resources.uram),
  dsp: Math.ceil(resources.dsp),
});
