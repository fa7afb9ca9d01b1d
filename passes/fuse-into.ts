/** What all fusions into a contraction share: which products may take another epilogue step, and how they take it. */
import type { Node, Value, ValueId } from "../ir/graph.ts";
import type { Site } from "./rewrite.ts";

/** The operators that have an epilogue. */
const contractions: ReadonlySet<string> = new Set(["conv2d", "conv_transpose2d", "matmul"]);

/** The contraction that makes `id`, if a reader may be fused into it: it has no other reader, and is no output. */
export const fusableContraction = (id: ValueId | undefined, site: Site): Node | undefined => {
  const producer = id === undefined ? undefined : site.producerOf(id);
  if (id === undefined || producer === undefined || !contractions.has(producer.op)) return undefined;
  return site.usesOf(id) === 1 ? producer : undefined;
};

/** The contraction with one more step at the end of its epilogue; `extras` are what the step reads beside the accumulator. */
export const appendStep = (contraction: Node, step: string, extras: readonly ValueId[], site: Site): Value => {
  const epilogue = [...(contraction.attributes["epilogue"] as readonly string[]), step];
  const operands = [...contraction.operands, ...extras];
  const [result] = site.nodeOf(contraction.op, operands, { ...contraction.attributes, epilogue });
  return result ?? missingResult(contraction);
};

const missingResult = ({ op }: Node): never => {
  throw new RangeError(`${op} without a result`);
};
