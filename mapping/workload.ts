/** What the machine models see of a layer: a perfect loop nest over up to eight dimensions, or a stream through the vector unit. */
import type { Bits } from "../support/quantity.ts";

/**
 * The loops of a contraction, Timeloop's letters: G groups, N batch, K output channels per group, C input channels per group,
 * P and Q output height and width, R and S filter height and width. A matrix product has its rows in P.
 */
export const dimensions = ["G", "N", "K", "C", "P", "Q", "R", "S"] as const;
export type Dimension = (typeof dimensions)[number];

export const tensorNames = ["weights", "inputs", "outputs"] as const;
export type TensorName = (typeof tensorNames)[number];

const relevant: Readonly<Record<TensorName, string>> = { weights: "GKCRS", inputs: "GNCPQRS", outputs: "GNKPQ" };

/** True where a step of the dimension changes which elements of the tensor are used. */
export const isRelevant = (tensor: TensorName, dimension: Dimension): boolean => relevant[tensor].includes(dimension);

/** Widths of one element in bits. `partialSums` is what the outputs take until their reduction is complete. */
export interface ElementBits {
  readonly weights: number;
  readonly inputs: number;
  readonly outputs: number;
  readonly partialSums: number;
}

/** A tensor that the epilogue reads once: a bias, or the other summand of a residual add. */
export interface EpilogueOperand {
  readonly elements: number;
  /** Width of one element. */
  readonly bits: number;
  /** Where it lies, if not where the vector unit reads and writes. */
  readonly level?: string;
}

/** What the vector unit does to each finished output on its way out. */
export interface Epilogue {
  readonly operationsPerOutput: number;
  /** Exponentials, roots, quotients or the like are among them; not where absent. */
  readonly hasFunctions?: boolean;
  readonly operands: readonly EpilogueOperand[];
}

/**
 * `outputs[g,n,k,p,q] = Σ weights[g,k,c,r,s] · inputs[g,n,c, p·stride + r·dilation, q·stride + s·dilation]`.
 * Ignores: padding. The rows that padding adds are counted as data, as Timeloop does, so that the input has
 * `(P-1)·stride + (R-1)·dilation + 1` rows however many of them the tensor in memory has.
 */
export interface Contraction {
  readonly kind: "contraction";
  readonly bounds: Readonly<Record<Dimension, number>>;
  /** Height, width. */
  readonly strides: readonly [number, number];
  readonly dilations: readonly [number, number];
  readonly bits: ElementBits;
  readonly epilogue: Epilogue;
}

/** Everything that is no contraction. Data movement has no operations but moves bits all the same. */
export interface VectorWorkload {
  readonly kind: "vector";
  /** The operator's name, e.g. `softmax`. */
  readonly operation: string;
  /** Elements of all operands together, and of the results. */
  readonly inputElements: number;
  readonly outputElements: number;
  /** Of the longest of the operands and results, where the unit reads operands side by side; those of all inputs, or of all outputs, where absent. */
  readonly streamElements?: number;
  /** Scalar operations in all. */
  readonly operations: number;
  /** Exponentials, roots, quotients or the like are among them; not where absent. */
  readonly hasFunctions?: boolean;
  /** Bits read and written in all. */
  readonly inputBits: Bits;
  readonly outputBits: Bits;
  /** Widths of one element of the first operand and of the first result. */
  readonly operandBits: number;
  readonly resultBits: number;
  /** Width of the widest element, which decides what an operation costs. */
  readonly elementBits: number;
  /** What of all that lies in another level than the vector unit's own. */
  readonly elsewhere?: ElsewhereStream;
}

export interface ElsewhereStream {
  readonly level: string;
  readonly inputElements: number;
  readonly outputElements: number;
  readonly inputBits: Bits;
  readonly outputBits: Bits;
}

export type Workload = Contraction | VectorWorkload;

/** The element widths that a target gives to a float network; integer networks carry their own. */
export interface Precision {
  readonly weightBits: number;
  readonly activationBits: number;
  readonly accumulatorBits: number;
}

export const macsOf = ({ bounds }: Contraction): number =>
  dimensions.reduce((product, dimension) => product * bounds[dimension], 1);

/** Elements of a tensor; the input counts the window's full extent. */
export const elementsOf = (contraction: Contraction, tensor: TensorName): number => {
  const { G, N, K, C, P, Q, R, S } = contraction.bounds;
  switch (tensor) {
    case "weights":
      return G * K * C * R * S;
    case "outputs":
      return G * N * K * P * Q;
    case "inputs":
      return G * N * C * inputExtent(contraction, 0, P, R) * inputExtent(contraction, 1, Q, S);
  }
};

/** Input rows (axis 0) or columns (axis 1) that `outputs` positions and `taps` of the filter touch: a sliding window. */
export const inputExtent = (
  { strides, dilations }: Pick<Contraction, "strides" | "dilations">,
  axis: 0 | 1,
  outputs: number,
  taps: number,
): number => (outputs - 1) * strides[axis] + (taps - 1) * dilations[axis] + 1;

const functionKey = ({ hasFunctions }: { readonly hasFunctions?: boolean }): string =>
  hasFunctions === true ? "f" : "";

/** Equal for workloads that any machine maps alike, so that equal layers are mapped once. */
export const workloadKey = (workload: Workload): string => {
  if (workload.kind === "vector") {
    const { operation, inputElements, outputElements, operations, inputBits, outputBits } = workload;
    const widths = `${workload.operandBits} ${workload.resultBits} ${workload.elementBits}`;
    const work = `${operations}${functionKey(workload)} in ${workload.streamElements ?? "all"}`;
    return `vector ${operation} ${inputElements} ${outputElements} ${work} ${inputBits} ${outputBits} bits ${widths}${elsewhereKey(workload)}`;
  }
  const { bounds, strides, dilations, bits, epilogue } = workload;
  const loops = dimensions.map(dimension => `${dimension}${bounds[dimension]}`).join(" ");
  const widths = `${bits.weights},${bits.inputs},${bits.outputs},${bits.partialSums}`;
  const extras = epilogue.operands
    .map(({ elements, bits: width, level }) => `+${elements}x${width}${level === undefined ? "" : ` in ${level}`}`)
    .join("");
  return `contraction ${loops} stride ${strides.join(",")} dilation ${dilations.join(",")} bits ${widths} epilogue ${epilogue.operationsPerOutput}${functionKey(epilogue)}${extras}`;
};

const elsewhereKey = ({ elsewhere }: VectorWorkload): string => {
  if (elsewhere === undefined) return "";
  const { level, inputElements, outputElements, inputBits, outputBits } = elsewhere;
  return ` of which ${inputElements} ${outputElements} ${inputBits} ${outputBits} in ${level}`;
};
