/** Widths and the machine that they are priced by depend on one another: each is found for the other, until both stay. */
import type { LayerPricer } from "../precision-cost.ts";
import type { QuantizedSpec } from "./quantized-form.ts";

/** Mixed widths are chosen for so many machines at most. */
const mostMachines = 3;

/**
 * Mixed widths are priced by the machine that is best at the widest ones. Where another one is best at the widths that were chosen, they are
 * chosen again for that, until the machine stays.
 * Ignores: that the last of them may not be the best, where machines go on to change.
 * @param machinesFor the best machines for networks of known widths.
 */
export const settledWidths = async (
  machinesFor: (known: QuantizedSpec | undefined) => readonly LayerPricer[],
  widthsFor: (machines: () => readonly LayerPricer[]) => Promise<QuantizedSpec | undefined>,
  isMixed: boolean,
): Promise<QuantizedSpec | undefined> => {
  const priced: (readonly LayerPricer[])[] = [];
  let widths = await widthsFor(() => (priced[0] ??= machinesFor(undefined)));
  if (!isMixed) return widths;
  // Where nothing was priced, nothing was chosen.
  while (priced.length > 0 && priced.length < mostMachines) {
    const best = machinesFor(widths);
    if (designOf(best) === designOf(priced.at(-1) ?? [])) break;
    priced.push(best);
    widths = await widthsFor(() => best);
  }
  return widths;
};

const designOf = (machines: readonly LayerPricer[]): string => machines.map(({ design }) => design).join();
