/** The widths of weights and activations as choices, one pair for the whole design. */
import type { Precision } from "../../mapping/workload.ts";
import type { Bits } from "../../support/quantity.ts";
import { accumulatorBits, defaultBits } from "../design/chip-space.ts";
import { type Domain, valuesOf } from "../spec/domain.ts";
import type { SpecQuantize } from "../spec/spec.ts";
import { choicesOf, openValues, valuesAt } from "./open-values.ts";
import type { Part } from "./part.ts";

export const precisionPart = ({ weights, activations }: SpecQuantize): Part<Precision> => {
  const places = [openValues("weight bits", bitsIn(weights)), openValues("activation bits", bitsIn(activations))];
  return {
    choices: choicesOf(places),
    canonical: codes => codes,
    chosen: codes => {
      const [weightBits = defaultBits, activationBits = defaultBits] = valuesAt(places, codes);
      return { weightBits, activationBits, accumulatorBits };
    },
  };
};

/** All that there are. */
export const precisionsIn = ({ weights, activations }: SpecQuantize): readonly Precision[] =>
  valuesOf(bitsIn(weights)).flatMap(weightBits =>
    valuesOf(bitsIn(activations)).map(activationBits => ({ weightBits, activationBits, accumulatorBits })),
  );

const bitsIn = (domain: Domain<Bits> | undefined): Domain<number> => domain ?? { kind: "fixed", value: defaultBits };
