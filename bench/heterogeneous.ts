/**
 * Is a chip of two accelerators better than one of the same limits? NASAIC's workload W3 (two residual networks) under its own cost model,
 * with the area that it used, nine tenths of which is an arbiter that grows with the square of the elements, and without; and under ours.
 */
import { isFeasible } from "../explore/archive/feasibility.ts";
import { cachedMapper } from "../explore/cached-mapper.ts";
import { mapExactly } from "../mapping/exact/map.ts";
import type { Row } from "./row.ts";
import { type BenchSearch, searchOnce } from "./search-once.ts";

const seeds = [1, 2, 3, 4, 5];
/** Fast enough for all of this; how it compares with others, the other groups say. */
const strategy = "nsga2";

const network = (name: string, sizes: string): string =>
  `network ${name} {\n space resnet9 { input 3x32x32  classes 10  ${sizes} }\n weight 0.5\n accuracy from proxy\n}`;

interface Subject {
  readonly technology: string;
  readonly sizes: string;
  readonly slot: string;
  readonly slots: number;
  readonly totals: string;
  readonly limits: string;
}

const specificationOf = ({ technology, sizes, slot, slots, totals, limits }: Subject): string =>
  `design "w3" {
  ${network("classifier", sizes)}
  ${network("second", sizes)}
  asic {
    technology "${technology}"
    clock 1 GHz
    dram { bandwidth 25.6 GB/s }
    ${["a", "b"]
      .slice(0, slots)
      .map(name => `accelerator ${name} {\n template in { nvdla, shidiannao, eyeriss }\n ${slot}\n }`)
      .join("\n")}
    ${totals}
  }
  quantize { weights 8 bits  activations 8 bits }
  ${limits}
  maximize accuracy
}
`;

/** NASAIC's cost model has no bandwidth of memory: none is given there. */
const nasaic = (technology: string, slots: number): string =>
  specificationOf({
    technology,
    slots,
    sizes: "",
    slot: "pes in 0..4096 step 32\n bandwidth in 0..64 step 8 B/cycle",
    totals: "total pes <= 4096\n total bandwidth <= 64 B/cycle",
    limits: "require latency <= 4e5 cycles\n require energy <= 1e9 nJ\n require area <= 4e9 um2",
  }).replace("dram { bandwidth 25.6 GB/s }", "");

const own = (slots: number): string =>
  specificationOf({
    technology: "28nm",
    slots,
    sizes: "filters in { 32, 64, 128 }  residual in 0..1 step 1",
    slot: "pes in 0..2048 step 512\n buffer 128 KiB\n bandwidth 64 B/cycle",
    totals: "total pes <= 2048",
    limits: "require latency <= 0.25 ms\n require energy <= 0.12 mJ\n require area <= 4 mm2",
  });

const bestOf = ({ designs }: BenchSearch): number =>
  designs.reduce((best, { outcome }) => (isFeasible(outcome) ? Math.max(best, -(outcome.scores[0] ?? 0)) : best), 0);

const compared = async (name: string, textOf: (slots: number) => string, budget: number): Promise<Row> => {
  const kept = new Map<string, unknown>();
  const cache = {
    read: (key: string) => kept.get(key),
    write: (key: string, value: unknown) => void kept.set(key, value),
  };
  const mapper = cachedMapper(mapExactly, cache, "bench");
  const found: (readonly number[])[] = [];
  for (const slots of [2, 1]) {
    const bests: number[] = [];
    for (const seed of seeds)
      bests.push(bestOf(await searchOnce({ path: name, text: textOf(slots), strategy, seed, budget, mapper })));
    found.push(bests);
    const label = slots === 2 ? "two accelerators" : "one accelerator";
    console.log(`${name}, ${label}: ${bests.map(best => best.toFixed(4)).join(", ")}`);
  }
  const [two = [], one = []] = found;
  const values = two.map((best, i) => 100 * (best - (one[i] ?? 0)));
  return { question: `${name}: proxy of two accelerators above one's`, values, unit: "points" };
};

export const heterogeneousRows = async (): Promise<readonly Row[]> => [
  await compared("area as published", slots => nasaic("nasaic-2020", slots), 550),
  await compared("linear area", slots => nasaic("nasaic-2020-linear", slots), 550),
];

export const ownModelRows = async (): Promise<readonly Row[]> => [await compared("our cost model, 28 nm", own, 330)];
