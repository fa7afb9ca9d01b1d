/** One kernel per operator; a gap is a compile error. */
import type { OpName } from "../../ops/index.ts";
import type { Kernel } from "../kernel.ts";
import { add } from "./add.ts";
import { conv2d } from "./conv2d.ts";
import { relu } from "./relu.ts";
import { reshape } from "./reshape.ts";

export const kernels: { readonly [O in OpName]: Kernel<O> } = { add, conv2d, relu, reshape };
