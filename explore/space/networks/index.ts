/** Spaces of networks that can be built: the only list. */
import type { SpaceName } from "../../spec/tables/spaces.ts";
import { macro } from "./macro.ts";
import { nasBench201 } from "./nas-bench-201.ts";
import type { NetworkSpace } from "../../spec/spec.ts";
import type { NetworkSpaceDefinition, SizedNetworkSpace } from "./network-space.ts";
import { resnet9 } from "./resnet9.ts";
import { unet } from "./unet.ts";

const networkSpaces = { resnet9, unet, nas_bench_201: nasBench201, macro } satisfies Partial<
  Record<SpaceName, NetworkSpaceDefinition | SizedNetworkSpace>
>;

/** With the sizes that the specification gives. Undefined as for `networkSpaceNamed`. */
export const networkSpaceOf = ({ space, parameters }: NetworkSpace): NetworkSpaceDefinition | undefined => {
  const known = networkSpaceNamed(space);
  return known !== undefined && "sized" in known ? (known as SizedNetworkSpace).sized(parameters) : known;
};

/** Undefined where the specification may name the space, but this version can't build its networks. */
export const networkSpaceNamed = (name: SpaceName): NetworkSpaceDefinition | undefined => {
  const known: Readonly<Partial<Record<SpaceName, NetworkSpaceDefinition>>> = networkSpaces;
  return known[name];
};
