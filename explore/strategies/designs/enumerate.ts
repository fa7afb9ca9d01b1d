/** Designs in a fixed order, the last choice varying fastest. */
import { InternalError } from "../../../support/diagnostic.ts";
import { type DesignSpace, type Encoding, isWithinSpace, keyOf } from "../../space/design-space.ts";

/** True for encodings within the constraints that stand for themselves: what `ask` may propose. */
export const isCanonicalDesign = (space: DesignSpace, encoding: Encoding): boolean =>
  isWithinSpace(space, encoding) && keyOf(space.canonical(encoding)) === keyOf(encoding);

/** The first of all encodings; undefined where a choice has no value. */
export const firstEncoding = ({ choices }: DesignSpace): Encoding | undefined =>
  choices.some(choice => choice.kind !== "real" && choice.values.length === 0) ? undefined : choices.map(() => 0);

/** The encoding after this one, that break constraints included; undefined after the last. Of finite spaces only. */
export const nextEncoding = ({ choices }: DesignSpace, encoding: Encoding): Encoding | undefined => {
  const next = [...encoding];
  for (let i = choices.length - 1; i >= 0; i--) {
    const choice = choices[i];
    if (choice === undefined || choice.kind === "real") throw new InternalError("real choices can't be enumerated");
    const code = (next[i] ?? 0) + 1;
    if (code < choice.values.length) {
      next[i] = code;
      return next;
    }
    next[i] = 0;
  }
  return undefined;
};

/** All designs of a finite space that may be proposed, from `start` on. */
export function* canonicalDesigns(space: DesignSpace, start = firstEncoding(space)): Generator<Encoding> {
  for (let encoding = start; encoding !== undefined; encoding = nextEncoding(space, encoding))
    if (isCanonicalDesign(space, encoding)) yield encoding;
}
