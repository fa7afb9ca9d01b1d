/** Everything that can be wrong with one node, given the types of its operands: arity, attributes, types, results. */
import { type Attributes, fitsSpec } from "./attributes.ts";
import type { OpDef } from "./op.ts";
import type { TensorType } from "./tensor.ts";

/** Faults as sentences without a final stop; empty where `infer` and `work` may be called. */
export const nodeFaults = (
  definition: OpDef,
  operands: readonly TensorType[],
  attributes: Attributes,
): readonly string[] => {
  const faults = [...arityFaults(definition, operands.length), ...attributeFaults(definition, attributes)];
  return faults.length > 0 ? faults : definition.check({ operands, attributes });
};

const arityFaults = ({ operands }: OpDef, count: number): string[] => {
  const least = operands.filter(name => !name.endsWith("?") && !isVariadicTail(operands, name)).length;
  const most = operands.some(name => name.endsWith("...")) ? Infinity : operands.length;
  if (count >= least && count <= most) return [];
  return [`takes operands (${operands.join(", ")}), found ${count}`];
};

/** `inputs...` alone needs one operand; after others, or as `inputs?...`, it may be empty. */
const isVariadicTail = (operands: readonly string[], name: string): boolean =>
  name.endsWith("?...") || (name.endsWith("...") && operands.length > 1);

const attributeFaults = ({ attributes: specs }: OpDef, attributes: Attributes): string[] => {
  const faults: string[] = [];
  for (const [name, spec] of Object.entries(specs)) {
    const value = attributes[name];
    if (value === undefined) faults.push(`attribute ${name} is missing`);
    else if (!fitsSpec(spec, value))
      faults.push(
        `attribute ${name} must be ${spec.oneOf?.join(" or ") ?? `of kind ${spec.kind}`}, found ${JSON.stringify(value)}`,
      );
  }
  for (const name of Object.keys(attributes))
    if (!Object.hasOwn(specs, name)) faults.push(`there is no attribute ${name}`);
  return faults;
};
