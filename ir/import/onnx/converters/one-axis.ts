/** Convolutions and pools over one axis, run as ones over two. */
import type { Value } from "../../../graph.ts";
import type { ConversionBuilder } from "../../conversion/builder.ts";
import { Refusal } from "../../conversion/refusal.ts";

/**
 * Calls `run` with operands of two spatial axes: those of one get a first axis of size 1, which the result loses again.
 * @throws Refusal for any other number of axes.
 */
export const overTwoAxes = (
  build: ConversionBuilder,
  operands: readonly Value[],
  run: (operands: readonly Value[]) => Value,
): Value => {
  const rank = operands[0]?.type.dims.length ?? 0;
  if (rank === 4) return run(operands);
  if (rank !== 3) throw new Refusal(`it slides over ${rank - 2} axes; one or two are supported`);
  const flat = operands.map(operand =>
    build.node("reshape", [operand], { shape: operand.type.dims.toSpliced(2, 0, 1) }),
  );
  const result = run(flat);
  return build.node("reshape", [result], { shape: result.type.dims.toSpliced(2, 1) });
};
