/** Names for ONNX, which has one set of them for inputs, weights and results. */

export interface Names {
  /** `stem`, or `stem.1`, `stem.2`, … where it is taken. */
  fresh(stem: string): string;
}

export const names = (taken: Iterable<string>): Names => {
  const used = new Set(taken);
  const lastSuffix = new Map<string, number>();
  return {
    fresh(stem) {
      let name = stem;
      let suffix = lastSuffix.get(stem) ?? 0;
      // ONNX takes an empty name for "left out".
      while (name === "" || used.has(name)) name = `${stem}.${++suffix}`;
      lastSuffix.set(stem, suffix);
      used.add(name);
      return name;
    },
  };
};
