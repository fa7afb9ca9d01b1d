/** What a manufacturing process makes things cost. The numbers are JSON files in `technology/`; here is their form. */

/** A number with its source. `low` and `high` are the ends of what the literature says. */
export interface Sourced {
  readonly value: number;
  readonly low: number;
  readonly high: number;
  readonly source: string;
}

/** `value · (size / at) ^ exponent`. */
export interface PowerLaw extends Sourced {
  /** The size at which `value` was measured. */
  readonly at: number;
  readonly exponent: number;
  /** Of the ends of the band, where their sources grow otherwise. */
  readonly lowExponent?: number;
  readonly highExponent?: number;
  /** Of all three at sizes below `at`, where the sources say nothing of smaller ones. */
  readonly exponentBelow?: number;
}

export const dramKinds = ["lpddr4", "lpddr5", "ddr4", "hbm2", "hbm3"] as const;
export type DramKind = (typeof dramKinds)[number];

export interface Technology {
  readonly name: string;
  readonly summary: string;
  /** One multiply-accumulate with its accumulator; the size is weight bits × input bits. */
  readonly mac: { readonly energyPj: PowerLaw; readonly areaUm2: PowerLaw };
  /** One operation of a vector lane; the size is bits. */
  readonly vectorOperation: { readonly energyPj: PowerLaw; readonly areaUm2: PowerLaw };
  /** Flip-flops and small register files. */
  readonly register: { readonly energyPjPerBit: Sourced; readonly areaUm2PerBit: Sourced };
  /** On-chip memory; the size is the capacity of one bank in KiB. */
  readonly sram: { readonly energyPjPerBit: PowerLaw; readonly areaUm2PerBit: PowerLaw };
  /** One bit along one millimetre of on-chip wire. */
  readonly wire: { readonly energyPjPerBitMm: Sourced };
  readonly dram: Readonly<Record<DramKind, { readonly energyPjPerBit: Sourced }>>;
  readonly leakage: { readonly logicWattsPerMm2: Sourced; readonly sramWattsPerMib: Sourced };
}

/** What a template is built on. */
export interface Substrate {
  readonly technology: Technology;
  readonly dram: DramKind;
  /** Of the memory outside where the user knows better than the table. */
  readonly dramEnergyPjPerBit?: number;
}

/** The law's value at `size`; `end` picks an end of the band. */
export const lawAt = (law: PowerLaw, size: number, end: "value" | "low" | "high" = "value"): number =>
  law[end] * (size / law.at) ** (size < law.at ? (law.exponentBelow ?? exponentOf(law, end)) : exponentOf(law, end));

const exponentOf = ({ exponent, lowExponent, highExponent }: PowerLaw, end: "value" | "low" | "high"): number =>
  ({ value: exponent, low: lowExponent ?? exponent, high: highExponent ?? exponent })[end];

/** The same technology with every number at one end of its band. */
export const technologyAt = (technology: Technology, end: "low" | "high"): Technology => settle(technology, end);

/** Where its numbers come from, by their place in the table; of memories outside, the one in use. Sorted by place. */
export const sourcesOf = ({ technology, dram, dramEnergyPjPerBit }: Substrate): Readonly<Record<string, string>> => {
  const given = dramEnergyPjPerBit === undefined ? undefined : `${dramEnergyPjPerBit} pJ/bit, given with the design`;
  return Object.fromEntries(
    sourcedIn(technology, "")
      .filter(([place]) => !place.startsWith("dram.") || place.startsWith(`dram.${dram}.`))
      .map(([place, source]) => [place, place.startsWith("dram.") ? (given ?? source) : source] as const)
      .toSorted(([a], [b]) => (a < b ? -1 : 1)),
  );
};

const sourcedIn = (node: unknown, place: string): [string, string][] => {
  if (typeof node !== "object" || node === null) return [];
  if ("source" in node && typeof node.source === "string") return [[place, node.source]];
  return Object.entries(node).flatMap(([key, child]: [string, unknown]) =>
    sourcedIn(child, place === "" ? key : `${place}.${key}`),
  );
};

const settle = <T>(node: T, end: "low" | "high"): T => {
  if (typeof node !== "object" || node === null) return node;
  const entries = Object.entries(node).map(([key, child]: [string, unknown]) => [key, settle(child, end)]);
  const settled = Object.fromEntries(entries) as Record<string, unknown>;
  const exponent = settled[`${end}Exponent`] ?? settled["exponent"];
  return (
    end in settled ? { ...settled, value: settled[end], ...(exponent === undefined ? {} : { exponent }) } : settled
  ) as T;
};
