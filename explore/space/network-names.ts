/** The names of all networks of a space, each network once. */
import type { NetworkSpace } from "../spec/spec.ts";
import { type Encoding, keyOf, sizeOfChoice } from "./design-space.ts";
import { networkSpaceOf } from "./networks/index.ts";

/** Of larger spaces nobody asks for all networks. */
const mostNetworks = 2 ** 16;

/** Those that stand for all of their kind; none where there are too many to tell. */
export const namesInSpace = (source: NetworkSpace): readonly string[] => {
  const space = networkSpaceOf(source);
  if (space === undefined) return [];
  const sizes = space.choices.map(sizeOfChoice);
  if (sizes.reduce((product, size) => product * size, 1) > mostNetworks) return [];
  const encodings = sizes.reduce<readonly Encoding[]>(
    (begun, size) => begun.flatMap(each => Array.from({ length: size }, (_, code) => [...each, code])),
    [[]],
  );
  return encodings
    .filter(encoding => keyOf(space.canonical(encoding)) === keyOf(encoding))
    .map(encoding => space.nameOf(encoding));
};
