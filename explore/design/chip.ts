/** A chip with its networks, and what no choice goes below there, found without mapping anything. */
import { boundOn, type BuiltAccelerator, provenFor } from "./built-accelerator.ts";
import { type ChipFacts, type Figures, leakedPerCycle, type NetworkCost } from "./figures.ts";
import { classesIn, type Layout, type Question } from "./layout.ts";
import type { FactualNetwork } from "./prepared-network.ts";

export interface Chip {
  readonly facts: ChipFacts;
  readonly accelerators: readonly BuiltAccelerator[];
  readonly networks: readonly ChipNetwork[];
}

export interface ChipNetwork extends FactualNetwork {
  /** Per accelerator. */
  readonly layouts: readonly Layout[];
}

/** The chip when nothing runs. */
export const idleOf = ({ facts, networks }: Chip): Figures => ({
  isBound: true,
  chip: facts,
  networks: networks.map(network => ({ ...network.facts, latencyCycles: 0, energyPj: 0, dynamicPj: 0 })),
});

/** Each layer on the accelerator and with the residents that suit it best, for each figure others. */
export const boundOf = ({ facts, accelerators, networks }: Chip): Figures => {
  const leaked = leakedPerCycle(facts);
  return {
    isBound: true,
    chip: facts,
    networks: networks.map(({ facts: network, prepared, layouts }) => {
      const cost =
        layouts.length === 1 ? aloneBound(layouts, accelerators, leaked) : sharedBound(layouts, accelerators, leaked);
      const [only, ...others] = accelerators;
      if (only === undefined || others.length > 0) return { ...network, ...cost };
      const proven = provenFor(only, prepared);
      return {
        ...network,
        latencyCycles: Math.max(cost.latencyCycles, proven.latencyCycles),
        energyPj: Math.max(cost.energyPj, proven.energyPj),
        dynamicPj: cost.dynamicPj,
      };
    }),
  };
};

type Least = { -readonly [K in keyof NetworkCost]: number };
const unbounded = (): Least => ({ latencyCycles: Infinity, energyPj: Infinity, dynamicPj: Infinity });

const addTo = (sum: Least, cost: Least, count: number): void => {
  sum.latencyCycles += count * cost.latencyCycles;
  sum.energyPj += count * cost.energyPj;
  sum.dynamicPj += count * cost.dynamicPj;
};

const lower = (least: Least, built: BuiltAccelerator, leaked: number, questions: readonly Question[]): void => {
  for (const question of questions) {
    const { latencyCycles, dynamicPj } = boundOn(built, question);
    least.latencyCycles = Math.min(least.latencyCycles, latencyCycles);
    least.dynamicPj = Math.min(least.dynamicPj, dynamicPj);
    // The other accelerators leak meanwhile.
    least.energyPj = Math.min(least.energyPj, dynamicPj + leaked * latencyCycles);
  }
};

const aloneBound = (
  layouts: readonly Layout[],
  accelerators: readonly BuiltAccelerator[],
  leaked: number,
): NetworkCost => {
  const sum = { latencyCycles: 0, energyPj: 0, dynamicPj: 0 };
  const [layout] = layouts;
  const [built] = accelerators;
  if (layout === undefined || built === undefined) return sum;
  for (const { questions, count } of classesIn(layout)) {
    const least = unbounded();
    lower(least, built, leaked, questions);
    addTo(sum, least, count);
  }
  return sum;
};

const sharedBound = (
  layouts: readonly Layout[],
  accelerators: readonly BuiltAccelerator[],
  leaked: number,
): NetworkCost => {
  const sum = { latencyCycles: 0, energyPj: 0, dynamicPj: 0 };
  for (const position of layouts[0]?.layers.keys() ?? []) {
    const least = unbounded();
    for (const [i, layout] of layouts.entries()) {
      const built = accelerators[i];
      const questions = layout.layers[position]?.map(({ question }) => question) ?? [];
      if (built !== undefined) lower(least, built, leaked, questions);
    }
    addTo(sum, least, 1);
  }
  return sum;
};
