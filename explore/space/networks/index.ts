/** Spaces of networks that can be built: the only list. */
import type { SpaceName } from "../../spec/tables/spaces.ts";
import { macro } from "./macro.ts";
import { nasBench201 } from "./nas-bench-201.ts";
import type { NetworkSpaceDefinition } from "./network-space.ts";
import { resnet9 } from "./resnet9.ts";
import { unet } from "./unet.ts";

const networkSpaces = { resnet9, unet, nas_bench_201: nasBench201, macro } satisfies Partial<
  Record<SpaceName, NetworkSpaceDefinition>
>;

/** Undefined where the specification may name the space, but this version can't build its networks. */
export const networkSpaceNamed = (name: SpaceName): NetworkSpaceDefinition | undefined => {
  const known: Readonly<Partial<Record<SpaceName, NetworkSpaceDefinition>>> = networkSpaces;
  return known[name];
};
