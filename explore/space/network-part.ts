/** The networks of a design as choices: none where a model is given, those of its space where one is open. */
import { InternalError } from "../../support/diagnostic.ts";
import type { SpecNetwork } from "../spec/spec.ts";
import type { Encoding } from "./design-space.ts";
import { networkSpaceOf } from "./networks/index.ts";
import type { Part } from "./part.ts";

/** Which network of its space; an empty encoding for one that is given. */
export interface NetworkChoice {
  readonly network: string;
  readonly encoding: Encoding;
}

export const networkPart = ({ name, source }: SpecNetwork): Part<NetworkChoice> => {
  if (source.kind === "model")
    return { choices: [], canonical: codes => codes, chosen: () => ({ network: name, encoding: [] }) };
  const space = networkSpaceOf(source);
  if (space === undefined) throw new InternalError(`no networks of ${source.space}: ask unrunnableParts first`);
  return {
    choices: space.choices.map(choice => ({ ...choice, name: `${name}.${choice.name}` })),
    canonical: space.canonical,
    chosen: encoding => ({ network: name, encoding }),
  };
};
