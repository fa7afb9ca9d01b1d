/** A layer as a streaming pipeline sees it: which numbers pass, and how an engine may be folded. */

/** A product of a window of the input with stored weights: a convolution, or a layer whose every output reads every input. */
export interface MatrixStage {
  readonly kind: "matrix";
  readonly name: string;
  /** Channel groups; channels of the output and of the input per group. */
  readonly groups: number;
  readonly outputs: number;
  readonly inputs: number;
  /** Of the window. */
  readonly filterRows: number;
  readonly filterColumns: number;
  /** Of the output, all images of a batch below one another. */
  readonly rows: number;
  readonly columns: number;
  /** Of the input with its padding. */
  readonly inputRows: number;
  readonly inputColumns: number;
  /** Input rows between the windows of two output rows, and between two rows of a window. */
  readonly rowStride: number;
  readonly rowDilation: number;
  readonly weightBits: number;
  readonly activationBits: number;
  readonly outputBits: number;
  /** Whole tensors that are added on the way out. */
  readonly residuals: number;
  /** A function of each output, looked up in a table. */
  readonly hasFunctions: boolean;
}

/** Anything else that numbers stream through. */
export interface StreamStage {
  readonly kind: "stream";
  readonly name: string;
  readonly work: StreamWork;
  /** Of one operand, and of the result. */
  readonly inputElements: number;
  readonly outputElements: number;
  /** Streams that come in side by side. */
  readonly operands: number;
  /** Numbers that belong to one position, of which some are worked on at once. */
  readonly channels: number;
  /** Of the result. */
  readonly rows: number;
  /** Positions of a window that overlaps the next one; 1 where there is none. */
  readonly taps: number;
  /** Results that are begun and not yet done, of windows that do not overlap: those of a row; 0 elsewhere. */
  readonly partial: number;
  readonly inputColumns: number;
  readonly inputBits: number;
  readonly outputBits: number;
}

/**
 * `move`: numbers pass as they are, or the larger of some; `scale`: each is multiplied by a scale; `combine`: two streams, each brought
 * to the result's scale; `table`: a function of codes; `softmax`: tables of exponentials and of a reciprocal.
 */
export type StreamWork = "move" | "scale" | "combine" | "table" | "softmax";

export type Stage = MatrixStage | StreamStage;
