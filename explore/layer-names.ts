/** Names of the plan's layers: the user's own, made unique. */

/** Beyond this many origins a name gives the first and the last only. */
const mostNames = 3;

/** `conv1 + relu1`; a recognized pattern of many nodes is named by its ends. */
export const joinOrigins = (origins: readonly string[]): string | undefined => {
  if (origins.length <= mostNames) return origins.length === 0 ? undefined : origins.join(" + ");
  return `${origins[0] ?? ""} … ${origins.at(-1) ?? ""}`;
};

/** Hands out each name once: the second `Split_3` is `Split_3 #2`. */
export const uniqueNames = (): ((name: string) => string) => {
  const taken = new Set<string>();
  const counts = new Map<string, number>();
  return name => {
    let candidate = name;
    while (taken.has(candidate)) {
      const count = (counts.get(name) ?? 1) + 1;
      counts.set(name, count);
      candidate = `${name} #${count}`;
    }
    taken.add(candidate);
    return candidate;
  };
};
