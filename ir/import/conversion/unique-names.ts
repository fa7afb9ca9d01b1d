/** Names that tell the parts of a model apart where its own do not. */

/** As given; a number is appended to those that came before, and to empty ones, which are called after `stem`. */
export const uniqueNames = (names: readonly string[], stem: string): readonly string[] => {
  const taken = new Set<string>();
  const counts = new Map<string, number>();
  return names.map(given => {
    const name = given === "" ? stem : given;
    let unique = name;
    for (let count = counts.get(name) ?? 2; taken.has(unique); count++) {
      unique = `${name}.${count}`;
      counts.set(name, count + 1);
    }
    taken.add(unique);
    return unique;
  });
};
