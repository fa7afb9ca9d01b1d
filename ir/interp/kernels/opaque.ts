import { CompileError } from "../../../support/diagnostic.ts";
import { opaqueNode } from "../../messages.ts";
import type { Kernel } from "../kernel.ts";

export const opaque: Kernel<"opaque"> = ({ attributes: { source, reason } }) => {
  throw new CompileError([opaqueNode(source, reason)]);
};
