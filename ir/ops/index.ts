/** The only list of operators. A kernel or a lowering that lacks one is a compile error. */
import type { AttributeInput, AttributesOf } from "../attributes.ts";
import type { OpDef } from "../op.ts";
import { add } from "./add.ts";
import { conv2d } from "./conv2d.ts";
import { relu } from "./relu.ts";
import { reshape } from "./reshape.ts";

export const ops = { add, conv2d, relu, reshape } as const satisfies Record<string, OpDef>;

export type OpName = keyof typeof ops;
export type OpAttributes<O extends OpName> = AttributesOf<(typeof ops)[O]["attributes"]>;
export type OpAttributeInput<O extends OpName> = AttributeInput<(typeof ops)[O]["attributes"]>;

export const isOpName = (name: string): name is OpName => Object.hasOwn(ops, name);

/** The definition under its common interface. */
export const opDef = (name: OpName): OpDef => ops[name];
