/**
 * A systolic engine in an FPGA: its array of DSP slices or look-up tables, its buffer of block RAMs or UltraRAMs, and the machine that the
 * mapper sees. The array's elements cost what multipliers of streaming engines cost, see coefficients.json.
 * Ignores: the control of the engine beside a streaming engine's, instructions, routing.
 */
import type { Architecture } from "../../../mapping/architecture.ts";
import type { Precision } from "../../../mapping/workload.ts";
import { technologies } from "../../technology/index.ts";
import { settingsOf } from "../../template.ts";
import { systolic } from "../../templates/systolic.ts";
import coefficients from "../coefficients.json" with { type: "json" };
import { bram18For, uramFor } from "../memory-blocks.ts";
import { dspForArray, dspPerProduct, lutPerProduct } from "../multipliers.ts";
import { type Resources, sumOf, wholeOf } from "../resources.ts";
import type { FpgaSettings } from "../settings.ts";

export interface OverlaySize {
  /** Rows add up products, columns share activations. */
  readonly rows: number;
  readonly columns: number;
  /** Bytes. */
  readonly buffer: number;
  readonly multipliers: "dsp" | "lut";
  readonly bufferMemory: "bram" | "uram";
}

/** The template's own limits, in powers of two. */
const sides = [4, 8, 16, 32, 64, 128, 256];
const buffers = Array.from({ length: 10 }, (_, i) => 16_384 * 2 ** i);

/** Every size of the grid. */
export const overlaySizes = (hasUram: boolean): readonly OverlaySize[] =>
  sides.flatMap(rows =>
    sides.flatMap(columns =>
      buffers.flatMap(buffer =>
        (["dsp", "lut"] as const).flatMap(multipliers =>
          (hasUram ? (["bram", "uram"] as const) : (["bram"] as const)).map(bufferMemory => ({
            rows,
            columns,
            buffer,
            multipliers,
            bufferMemory,
          })),
        ),
      ),
    ),
  );

/** A byte to each row, and a sum of four bytes to and from each column, in every cycle. */
const portBytes = ({ rows, columns }: Pick<OverlaySize, "rows" | "columns">): number => rows + 8 * columns;

const scaleBits = 24;

export const overlayResources = (
  size: OverlaySize,
  { weightBits, activationBits }: Pick<Precision, "weightBits" | "activationBits">,
  { device }: Pick<FpgaSettings, "device">,
): Resources => {
  const { rows, columns, buffer, multipliers, bufferMemory } = size;
  const { engine, lutProduct, dspProductBit } = coefficients.integer;
  const products = rows * columns;
  const bits = products * (weightBits + activationBits);
  const luts = products * lutPerProduct(weightBits, activationBits);
  const array =
    multipliers === "dsp"
      ? {
          lut: bits * dspProductBit.lut,
          ff: bits * dspProductBit.ff,
          dsp: dspForArray(device.dsp.kind, { rows: columns, terms: rows, weightBits, activationBits }),
        }
      : { lut: luts * lutProduct.lut, ff: luts * lutProduct.ff };
  const width = 8 * portBytes(size);
  const depth = Math.ceil((8 * buffer) / width);
  const memory = bufferMemory === "bram" ? { bram18: bram18For(width, depth) } : { uram: uramFor(width, depth) };
  const scales = { dsp: columns * dspPerProduct(device.dsp.kind, scaleBits, scaleBits) };
  return wholeOf(sumOf([engine, array, memory, scales, coefficients.binary.hostPort]));
};

/** Where a board's memory is not known. */
const unknownMemoryGigabytes = 1;

/** Cycles alone count: energies are in units. */
export const overlayArchitecture = (
  { rows, columns, buffer }: OverlaySize,
  { device, clockHz }: FpgaSettings,
): Architecture =>
  systolic.build(
    settingsOf(systolic, {
      rows,
      columns,
      buffer,
      bandwidth: portBytes({ rows, columns }),
      clock: clockHz,
      dramBandwidth: (device.memoryGigabytesPerSecond ?? unknownMemoryGigabytes) * 1e9,
    }),
    { technology: technologies.unit, dram: "ddr4" },
  );
