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
  /** Of all variants made so far. */
  readonly leastBytes: () => number;
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

/** A layer with some of its tensors on chip, and the questions that it makes there by the bytes of all residents. */
interface Variant {
  readonly number: number;
  readonly placed: PlacedWorkload;
  readonly questions: Map<number, Question>;
}

/** What layers that are alike share: the same work on tensors of the same roles and sizes. By which of their tensors lie on chip. */
type Variants = Map<number, Variant | undefined>;

/** Makes each layout once, and equal layers of all networks alike. */
export class Layouts {
  /** By home, as long as anybody has the network. */
  private readonly known = new WeakMap<PreparedNetwork, Map<string, Layout>>();
  private readonly homes = new WeakMap<Architecture, { readonly home: Home | undefined; readonly key: string }>();
  /** By home and likeness of layers. */
  private readonly alike = new Map<string, Map<string, Variants>>();
  private readonly questions: Numbers = new Map();
  private readonly variants = new Map<string, Variant>();

  layoutOf(network: PreparedNetwork, architecture: Architecture): Layout {
    const { home, key } = this.homeIn(architecture);
    const layouts = this.known.get(network) ?? new Map<string, Layout>();
    this.known.set(network, layouts);
    const layout = layouts.get(key) ?? this.make(network, home, key);
    layouts.set(key, layout);
    return layout;
  }

  private homeIn(architecture: Architecture): { readonly home: Home | undefined; readonly key: string } {
    const known = this.homes.get(architecture);
    if (known !== undefined) return known;
    const home = homeOf(architecture);
    const found = { home, key: home === undefined ? "" : keyOf(home) };
    this.homes.set(architecture, found);
    return found;
  }

  private make({ layers: all, staying }: PreparedNetwork, home: Home | undefined, homeKey: string): Layout {
    const { ways, isComplete } = home === undefined ? nothingStays(all.length) : residencesIn(home, all, staying);
    const alike = this.alike.get(homeKey) ?? new Map<string, Variants>();
    this.alike.set(homeKey, alike);
    const layers: LayerWay[][] = [];
    for (const [position, residences] of ways.entries()) {
      const layer = all[position];
      if (layer === undefined) continue;
      const likeness = likenessOf(layer);
      const variants = alike.get(likeness) ?? new Map<number, Variant | undefined>();
      alike.set(likeness, variants);
      layers.push(this.waysOf(layer, residences, home, variants));
    }
    return { home, layers, isComplete };
  }

  private waysOf(
    layer: Layer,
    residences: Residences["ways"][number],
    home: Home | undefined,
    variants: Variants,
  ): LayerWay[] {
    const found: LayerWay[] = [];
    for (const { from, to, residents, bytes } of residences) {
      const placement = placementOf(layer, residents);
      if (!variants.has(placement)) variants.set(placement, this.variantOf(layer, residents, home));
      const variant = variants.get(placement);
      if (variant === undefined) continue;
      const question = this.question(variant, bytes);
      found.push({ from, to, residents, question });
    }
    return found;
  }

  private variantOf(layer: Layer, residents: readonly StayingTensor[], home: Home | undefined): Variant | undefined {
    const placed = placedIn(layer, residents, home);
    if (placed === undefined) return undefined;
    const key = `${placed.tensors.join()} ${workloadKey(placed.workload)}`;
    const { variants } = this;
    const variant = variants.get(key) ?? { number: variants.size, placed, questions: new Map() };
    variants.set(key, variant);
    return variant;
  }

  private question({ number, placed, questions }: Variant, residentBytes: number): Question {
    // The vector unit streams: it needs no room beside the residents.
    const bytes = placed.workload.kind === "vector" ? 0 : residentBytes;
    const known = questions.get(bytes);
    if (known !== undefined) return known;
    const id = numberOf(this.questions, `${number} ${bytes}`);
    const leastBytes = (): number => Math.min(...questions.keys());
    const question = { id, variant: number, placed, bytes, leastBytes };
    questions.set(bytes, question);
    return question;
  }
}

/** Equal for layers that any placement of their tensors makes the same work. */
const likenessOf = ({ workload, reads, writes }: Layer): string => {
  const readings = reads.map(read => ("elements" in read ? `${read.role} ${read.elements} ${read.bits}` : read.role));
  return `${workloadKey(workload)} < ${readings.join()} > ${writes.map(({ elements, bits }) => `${elements} ${bits}`).join()}`;
};

/** Which of its tensors lie on chip: a bit for each that it reads or writes. */
const placementOf = ({ reads, writes }: Layer, residents: readonly StayingTensor[]): number => {
  let [placement, bit] = [0, 1];
  for (const { tensor } of reads) {
    if (tensor !== undefined && lies(tensor, residents)) placement += bit;
    bit *= 2;
  }
  for (const { tensor } of writes) {
    if (lies(tensor, residents)) placement += bit;
    bit *= 2;
  }
  return placement;
};

const lies = (tensor: string, residents: readonly StayingTensor[]): boolean => {
  for (const { id } of residents) if (id === tensor) return true;
  return false;
};

const nothingStays = (layerCount: number): Residences => ({
  ways: Array.from({ length: layerCount }, () => [{ from: 0, to: 0, residents: [], bytes: 0 }]),
  isComplete: true,
});

/** Undefined where the home cannot hold one of the residents in its role. */
const placedIn = (
  layer: Layer,
  residents: readonly StayingTensor[],
  home: Home | undefined,
): PlacedWorkload | undefined => {
  if (home === undefined) return { workload: layer.workload, tensors: [] };
  const ids = new Set(residents.map(({ id }) => id));
  return placedWorkload(layer, id => ids.has(id), home);
};

/** All of a home that decides what may lie there. */
const keyOf = ({ level: { name, holds, access }, capacity }: Home): string =>
  JSON.stringify([name, holds, access.wordBits, capacity]);

/** Layers that ask the same questions. */
export interface LayerClass {
  readonly questions: readonly Question[];
  readonly count: number;
}

const classes = new WeakMap<Layout, readonly LayerClass[]>();

/** Each class once. */
export const classesIn = (layout: Layout): readonly LayerClass[] => {
  const known = classes.get(layout) ?? classesOf(layout.layers);
  classes.set(layout, known);
  return known;
};

const classesOf = (layers: Layout["layers"]): readonly LayerClass[] => {
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
