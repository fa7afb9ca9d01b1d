/** Indexing where the element is known to be there. */
import { InternalError } from "../../support/diagnostic.ts";

/** @throws InternalError where it is not. */
export const at = <T>(items: readonly T[], index: number): T => {
  const found = items[index];
  if (found === undefined) throw new InternalError(`no element ${index} of ${items.length}`);
  return found;
};
