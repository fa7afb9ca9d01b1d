/** A layer as the machine sees it when some of its tensors lie on chip. */
import { canStay, type Home } from "../mapping/resident.ts";
import type { Contraction, TensorName, VectorWorkload, Workload } from "../mapping/workload.ts";
import { type Bits, quantity } from "../support/quantity.ts";
import type { NamedWorkload, TensorRead } from "./lower-network.ts";

export interface PlacedWorkload {
  /** With the home of what lies there. */
  readonly workload: Workload;
  /** Of a contraction: which of its tensors. */
  readonly tensors: readonly TensorName[];
}

/** Undefined where the home cannot hold one of them in its role. */
export const placedWorkload = (
  { workload, reads, writes }: NamedWorkload,
  isResident: (tensor: string) => boolean,
  home: Home,
): PlacedWorkload | undefined => {
  const isRead = (read: TensorRead): boolean => read.tensor !== undefined && isResident(read.tensor);
  const writesHome = writes.filter(({ tensor }) => isResident(tensor));
  if (workload.kind === "vector")
    return { workload: streaming(workload, reads.filter(isRead), writesHome, home), tensors: [] };
  const roles = new Set(reads.filter(isRead).map(({ role }) => role));
  const tensors: TensorName[] = [
    ...(roles.has("weights") ? (["weights"] as const) : []),
    ...(roles.has("inputs") ? (["inputs"] as const) : []),
    ...(writesHome.length > 0 ? (["outputs"] as const) : []),
  ];
  if (tensors.some(tensor => !canStay(home, tensor))) return undefined;
  const operands = reads.filter(({ role }) => role === "epilogue");
  return { workload: withOperandsAt(workload, operands.map(isRead), home), tensors };
};

const streaming = (
  workload: VectorWorkload,
  reads: readonly TensorRead[],
  writes: NamedWorkload["writes"],
  { level: { name } }: Home,
): VectorWorkload => {
  if (reads.length + writes.length === 0) return workload;
  const streams = reads.flatMap(read => (read.role === "stream" ? [read] : []));
  return {
    ...workload,
    elsewhere: {
      level: name,
      inputElements: streams.reduce((sum, { elements }) => sum + elements, 0),
      outputElements: writes.reduce((sum, { elements }) => sum + elements, 0),
      inputBits: sumOfBits(streams),
      outputBits: sumOfBits(writes),
    },
  };
};

const sumOfBits = (streams: readonly { readonly bits: Bits }[]): Bits =>
  quantity<Bits>(streams.reduce((sum, { bits }) => sum + bits, 0));

const withOperandsAt = (workload: Contraction, isHome: readonly boolean[], { level: { name } }: Home): Contraction => {
  if (!isHome.includes(true)) return workload;
  const { epilogue } = workload;
  const operands = epilogue.operands.map((operand, i) => (isHome[i] === true ? { ...operand, level: name } : operand));
  return { ...workload, epilogue: { ...epilogue, operands } };
};
