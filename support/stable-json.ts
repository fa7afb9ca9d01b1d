/** JSON whose bytes depend on the value alone: keys stand in the order of the value, numbers are finite. */

/** A value that JSON can say without loss. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json | undefined };

/**
 * Prints `value` with two-space indentation and a final newline. Keys keep the order in which the maker wrote them, which
 * is the order of the published schema; `undefined` fields are left out.
 * @throws RangeError where a number is NaN or infinite, naming its path.
 */
export const stringifyJson = (value: unknown): string => {
  requireFinite(value, "$");
  return `${JSON.stringify(value, null, 2)}\n`;
};

const requireFinite = (value: unknown, path: string): void => {
  if (typeof value === "number" && !Number.isFinite(value))
    throw new RangeError(`${path} is ${value}, which JSON cannot say`);
  if (typeof value !== "object" || value === null) return;
  for (const [key, child] of Object.entries(value)) requireFinite(child, `${path}.${key}`);
};
