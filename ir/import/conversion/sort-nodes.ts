/** Puts the nodes of a model in an order in which every operand comes first. */

export interface Sortable {
  readonly name: string;
  /** Names of the values that it reads. */
  readonly reads: readonly string[];
  /** Names of the values that it makes. */
  readonly results: readonly string[];
}

export interface SortedNodes<N extends Sortable> {
  readonly sorted: readonly N[];
  /** Names of nodes that depend on each other, in the direction of the data, the first at both ends. */
  readonly circle?: readonly string[];
}

/** The given order where it is such already. */
export const sortNodes = <N extends Sortable>(nodes: readonly N[]): SortedNodes<N> => {
  const producers = new Map(nodes.flatMap(node => node.results.map(result => [result, node] as const)));
  const sorted: N[] = [];
  const entered = new Set<N>();
  const done = new Set<N>();
  for (const root of nodes) {
    // Depth first with a stack of our own: chains may be longer than the call stack is deep.
    const stack = done.has(root) ? [] : [{ node: root, read: 0 }];
    entered.add(root);
    for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
      const name = top.node.reads[top.read++];
      const producer = name === undefined ? undefined : producers.get(name);
      if (name === undefined) {
        done.add(top.node);
        sorted.push(top.node);
        stack.pop();
      } else if (producer !== undefined && !done.has(producer)) {
        if (entered.has(producer)) return { sorted, circle: circleFrom(stack, producer) };
        entered.add(producer);
        stack.push({ node: producer, read: 0 });
      }
    }
  }
  return { sorted };
};

const circleFrom = (stack: readonly { readonly node: Sortable }[], start: Sortable): string[] => {
  const path = stack.map(({ node }) => node);
  const circle = path.slice(path.indexOf(start)).map(({ name }) => name);
  return [start.name, ...circle.toReversed()];
};
