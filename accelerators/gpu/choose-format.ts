/** Which format multiplies operands of given widths, and what a device says of widths that it lacks. */
import type { Precision } from "../../mapping/workload.ts";
import type { Gpu, GpuFormat } from "./gpu.ts";
import { type FormatName, preferred } from "./formats.ts";

/** The narrowest that holds both operands; of several of a width the one asked for, else the usual one. */
export const formatFor = (
  { formats }: Pick<Gpu, "formats">,
  bits: number,
  asked: readonly FormatName[],
): GpuFormat | undefined => {
  const order = [...asked, ...preferred];
  const wide = formats.filter(format => format.bits >= bits);
  const narrowest = Math.min(...wide.map(format => format.bits));
  return wide
    .filter(format => format.bits === narrowest)
    .toSorted((a, b) => order.indexOf(a.name) - order.indexOf(b.name))[0];
};

/** Operands may be stored narrower than what multiplies them, as weights often are. */
const storable: ReadonlySet<number> = new Set([4, 8, 16, 32]);

/** For the sentence `DEVICE …`; undefined where nothing is lacking. */
export const lackOf = (gpu: Gpu, { weightBits, activationBits }: Precision): string | undefined => {
  const wider = Math.max(weightBits, activationBits);
  const widths = new Set(gpu.formats.map(({ bits }) => bits));
  const isKnown = widths.has(wider) && storable.has(weightBits) && storable.has(activationBits);
  if (isKnown) return undefined;
  return `does not multiply ${weightBits}-bit weights by ${activationBits}-bit activations: it has ${namesOf(gpu)}`;
};

/** For the same sentence, of a format by name. */
export const lackOfFormat = (gpu: Gpu, format: FormatName): string | undefined =>
  gpu.formats.some(({ name }) => name === format) ? undefined : `has no ${format}: it has ${namesOf(gpu)}`;

const namesOf = ({ formats }: Gpu): string => formats.map(({ name }) => name).join(", ");

/** `fp16 weights and fp16 activations with 32-bit accumulators`. */
export const formatsText = (gpu: Gpu, precision: Precision, asked: readonly FormatName[]): string => {
  const { weightBits, activationBits } = precision;
  const nameOf = (bits: number): string => {
    const format = formatFor(gpu, bits, asked);
    return format?.bits === bits ? format.name : `${bits}-bit`;
  };
  const product = formatFor(gpu, Math.max(weightBits, activationBits), asked)?.name ?? "";
  const how = weightBits === activationBits ? "" : `, multiplied as ${product}`;
  return `${nameOf(weightBits)} weights and ${nameOf(activationBits)} activations${how}, with 32-bit accumulators`;
};
