/** The area of a MAESTRO accelerator: processing elements, shared memory, bus and the arbiter that is most of it. */
import { quantity, type SquareMm } from "../../support/quantity.ts";
import table from "../technology/nasaic-2020.json" with { type: "json" };

export interface MaestroSizes {
  readonly pes: number;
  /** Of the network, per cycle. */
  readonly words: number;
  readonly lanes: number;
  /** Of one processing element. */
  readonly l1Bytes: number;
  readonly l2Bytes: number;
}

/** `matrix`: as published, quadratic in the processing elements. `linear`: one unit for each of them. */
export type Arbiter = "matrix" | "linear";

/**
 * `P (a_mac V + a_L1 ceil(L1/64)) + a_L2 ceil(L2/32768) + a_bus (14.662 P + 28.895) B + arbiter(P)`.
 * Source: MAESTRO, DSE_hardware_modules.hpp, class Accelerator.
 * Ignores: DRAM interface, control, and that a large array needs no arbiter of its size.
 */
export const maestroArea = (
  { pes, words, lanes, l1Bytes, l2Bytes }: MaestroSizes,
  arbiter: Arbiter = "matrix",
): SquareMm => {
  const { mac, l1, l2, bus } = table.areaUm2;
  const element = mac.value * lanes + l1.value * Math.ceil(l1Bytes / l1.unitBytes);
  const shared = l2.value * Math.ceil(l2Bytes / l2.unitBytes);
  const wires = bus.value * (bus.perElement * pes + bus.constant) * words;
  return quantity<SquareMm>((pes * element + shared + wires + arbiterUm2(pes, arbiter)) * squareMmPerUm2);
};

/** `linear` is ours: what the sum of all areas would be if arbitration were a chain of two-input arbiters. */
const arbiterUm2 = (pes: number, arbiter: Arbiter): number => {
  const { value, perElementSquared, perElement, constant } = table.areaUm2.arbiter;
  return value * (arbiter === "linear" ? pes : Math.max(1, perElementSquared * pes ** 2 + perElement * pes + constant));
};

const squareMmPerUm2 = 1e-6;
