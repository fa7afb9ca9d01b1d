/** Which tensors may lie on chip together while the network runs: states at the borders between layers, and ways between them. */
import type { StayingTensor } from "./staying.ts";

/** One layer's way: what lies on chip while it runs. */
export interface Residence {
  readonly from: number;
  readonly to: number;
  /** In the order in which they were written; those that the layer itself writes included. */
  readonly residents: readonly StayingTensor[];
  /** Bytes of them all. */
  readonly bytes: number;
}

export interface Residences {
  /** Per layer. */
  readonly ways: readonly (readonly Residence[])[];
  /** False where tensors were left out of account to keep the number of states small. */
  readonly isComplete: boolean;
}

/** So many tensors at most are in question at one border: 2 to that power states. */
const mostTogether = 5;

/**
 * All ways of a network of `layerCount` layers in which residents take fewer than `capacity` bytes at any time. A tensor that stays does
 * so from the layer that writes it to the last that reads it.
 * @param tensors in the order in which they are written.
 */
export const residencesOf = (layerCount: number, tensors: readonly StayingTensor[], capacity: number): Residences => {
  const fitting = tensors.filter(({ bytes }) => bytes < capacity);
  const considered = fewTogether(fitting, layerCount);
  const written = Array.from({ length: layerCount }, (): StayingTensor[] => []);
  const numbers = new Map<StayingTensor, number>();
  for (const tensor of considered) {
    written[tensor.firstStep]?.push(tensor);
    numbers.set(tensor, numbers.size);
  }
  let states: readonly (readonly StayingTensor[])[] = [[]];
  const ways = written.map((made, layer) => {
    const next = new Map<string, { readonly index: number; readonly state: readonly StayingTensor[] }>();
    const subsets = subsetsOf(made);
    const found: Residence[] = [];
    for (const [from, state] of states.entries())
      for (const kept of subsets) {
        const residents = kept.length === 0 ? state : [...state, ...kept];
        let bytes = 0;
        for (const tensor of residents) bytes += tensor.bytes;
        if (bytes >= capacity) continue;
        const after = residents.some(({ lastStep }) => lastStep <= layer)
          ? residents.filter(({ lastStep }) => lastStep > layer)
          : residents;
        let key = "";
        for (const tensor of after) key += `${numbers.get(tensor) ?? ""},`;
        const known = next.get(key) ?? { index: next.size, state: after };
        next.set(key, known);
        found.push({ from, to: known.index, residents, bytes });
      }
    states = [...next.values()].map(({ state }) => state);
    return found;
  });
  return { ways, isComplete: considered.length === fitting.length };
};

const subsetsOf = <T>(items: readonly T[]): readonly (readonly T[])[] =>
  items.reduce<readonly (readonly T[])[]>((subsets, item) => subsets.flatMap(each => [each, [...each, item]]), [[]]);

/** Leaves out the tensors that would occupy the most bytes for the longest time, until few enough live at each border. */
const fewTogether = (tensors: readonly StayingTensor[], layerCount: number): readonly StayingTensor[] => {
  const alive = Array.from({ length: layerCount }, () => 0);
  const kept = new Set<StayingTensor>();
  for (const tensor of tensors.toSorted((a, b) => demand(a) - demand(b) || a.firstStep - b.firstStep)) {
    const borders = alive.slice(tensor.firstStep, tensor.lastStep);
    if (borders.some(count => count >= mostTogether)) continue;
    for (let border = tensor.firstStep; border < tensor.lastStep; border++) alive[border] = (alive[border] ?? 0) + 1;
    kept.add(tensor);
  }
  return tensors.filter(tensor => kept.has(tensor));
};

/** Bytes at borders. */
const demand = ({ bytes, firstStep, lastStep }: StayingTensor): number => bytes * (lastStep - firstStep);
