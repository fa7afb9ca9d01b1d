/**
 * How a network may lie on a machine: per layer its ways between states, each a question to the mapper. Machines whose home for
 * activations is alike share it.
 */
import type { Architecture } from "../../mapping/architecture.ts";
import { type Home, homeOf, type Residents } from "../../mapping/resident.ts";
import { workloadKey } from "../../mapping/workload.ts";
import { type Bits, quantity } from "../../support/quantity.ts";
import { type PreparedNetwork, residencesIn } from "../fit-network.ts";
import { placedWorkload, type PlacedWorkload } from "../placed-workload.ts";
import type { Residences } from "../residences.ts";
import type { Layer, StayingTensor } from "../staying.ts";

/** A layer as the machine sees it while so much lies on chip. */
export interface Question {
  /** Equal questions have equal numbers, on all machines that share the layout. */
  readonly id: number;
  /** Questions that differ in nothing but `bytes` are variants of one, which bounds do not tell apart. */
  readonly variant: number;
  readonly placed: PlacedWorkload;
  readonly bytes: number;
}

/** What the machine has less for the layer; undefined where nothing lies on chip, or where that does not matter. */
export const residentsOf = ({ placed, bytes }: Question): Residents | undefined =>
  bytes === 0 ? undefined : { tensors: placed.tensors, bits: quantity<Bits>(8 * bytes) };

export interface LayerWay {
  readonly from: number;
  readonly to: number;
  readonly residents: readonly StayingTensor[];
  readonly question: Question;
}

export interface Layout {
  readonly home: Home | undefined;
  /** In execution order. */
  readonly layers: readonly (readonly LayerWay[])[];
  /** Layers that ask the same questions, told once. */
  readonly classes: readonly { readonly questions: readonly Question[]; readonly count: number }[];
  /** False where some choices of residents were left out of account. */
  readonly isComplete: boolean;
}

/** Numbers for texts, from 0. */
type Numbers = Map<string, number>;

const numberOf = (numbers: Numbers, text: string): number => {
  const number = numbers.get(text) ?? numbers.size;
  numbers.set(text, number);
  return number;
};

/** Makes each layout once. */
export class Layouts {
  /** As long as anybody has the network. */
  private readonly known = new WeakMap<PreparedNetwork, Map<string, Layout>>();
  private readonly questions: Numbers = new Map();
  private readonly variants: Numbers = new Map();

  layoutOf(network: PreparedNetwork, architecture: Architecture): Layout {
    const home = homeOf(architecture);
    const key = home === undefined ? "" : keyOf(home);
    const layouts = this.known.get(network) ?? new Map<string, Layout>();
    this.known.set(network, layouts);
    const known = layouts.get(key);
    if (known !== undefined) return known;
    const layout = this.make(network, home);
    layouts.set(key, layout);
    return layout;
  }

  private make({ layers: all, staying }: PreparedNetwork, home: Home | undefined): Layout {
    const { ways, isComplete } = home === undefined ? nothingStays(all.length) : residencesIn(home, all, staying);
    const layers: LayerWay[][] = [];
    for (const [position, residences] of ways.entries()) {
      const found: LayerWay[] = [];
      for (const { from, to, residents, bytes } of residences) {
        const placed = placedIn(all[position], residents, home);
        if (placed === undefined) continue;
        const question = this.question(placed, bytes);
        found.push({ from, to, residents, question });
      }
      layers.push(found);
    }
    return { home, layers, classes: classesOf(layers), isComplete };
  }

  private question(placed: PlacedWorkload, residentBytes: number): Question {
    const variant = `${placed.tensors.join()} ${workloadKey(placed.workload)}`;
    // The vector unit streams: it needs no room beside the residents.
    const bytes = placed.workload.kind === "vector" ? 0 : residentBytes;
    const { questions, variants } = this;
    return { id: numberOf(questions, `${bytes} ${variant}`), variant: numberOf(variants, variant), placed, bytes };
  }
}

const nothingStays = (layerCount: number): Residences => ({
  ways: Array.from({ length: layerCount }, () => [{ from: 0, to: 0, residents: [], bytes: 0 }]),
  isComplete: true,
});

/** Undefined where the home cannot hold one of the residents in its role. */
const placedIn = (
  layer: Layer | undefined,
  residents: readonly StayingTensor[],
  home: Home | undefined,
): PlacedWorkload | undefined => {
  if (layer === undefined) return undefined;
  if (home === undefined) return { workload: layer.workload, tensors: [] };
  const ids = new Set(residents.map(({ id }) => id));
  return placedWorkload(layer, id => ids.has(id), home);
};

/** All of a home that decides what may lie there. */
const keyOf = ({ level: { name, holds, access }, capacity }: Home): string =>
  JSON.stringify([name, holds, access.wordBits, capacity]);

const classesOf = (layers: readonly (readonly LayerWay[])[]): Layout["classes"] => {
  const found = new Map<string, { readonly questions: readonly Question[]; count: number }>();
  for (const ways of layers) {
    const questions = [...new Map(ways.map(({ question }) => [question.variant, question])).values()];
    const key = questions.map(({ variant }) => variant).join();
    const known = found.get(key) ?? { questions, count: 0 };
    known.count++;
    found.set(key, known);
  }
  return [...found.values()];
};
