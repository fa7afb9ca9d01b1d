/** All orders of the nest in one tree, along which the search chooses a cutting per group. */
import type { NestOrder } from "./orders.ts";
import type { Placed } from "./problem.ts";
import type { GroupTable } from "./tables.ts";

/** Orders whose tables for the first groups are the same part ways only after them. */
export interface Tree {
  readonly edges: readonly Edge[];
  /** Per cell, the best product of what is still to choose. */
  readonly rest: Float64Array;
  /** At the leaves. */
  readonly nest?: NestOrder;
}

interface Edge {
  readonly table: GroupTable;
  readonly below: Tree;
}

/** Undefined where no order has a cutting for every group. */
export const treeOf = (placed: Placed, nests: readonly NestOrder[], depth = 0): Tree | undefined => {
  const { fanOuts } = placed.problem;
  const width = placed.columns.terms.length;
  const maker = placed.makers[depth];
  const [nest] = nests;
  if (maker === undefined)
    return nest === undefined ? undefined : { edges: [], rest: new Float64Array(fanOuts.cells * width).fill(1), nest };
  const edges = [...groupedBy(nests, each => maker.tableFor(each))].flatMap(([table, sharing]): Edge[] => {
    const below = table.cuttings.length === 0 ? undefined : treeOf(placed, sharing, depth + 1);
    return below === undefined ? [] : [{ table, below }];
  });
  return edges.length === 0 ? undefined : { edges, rest: bestOfEdges(placed, edges) };
};

const groupedBy = <K, T>(items: readonly T[], keyOf: (item: T) => K): ReadonlyMap<K, readonly T[]> => {
  const grouped = new Map<K, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const sharing = grouped.get(key) ?? [];
    sharing.push(item);
    grouped.set(key, sharing);
  }
  return grouped;
};

const bestOfEdges = ({ columns: { signs } }: Placed, edges: readonly Edge[]): Float64Array => {
  const products = edges.map(({ table, below }) => table.best.map((value, i) => value * (below.rest[i] ?? 0)));
  return products.reduce((best, product) =>
    best.map((value, i) =>
      (signs[i % signs.length] ?? 0) > 0 ? Math.min(value, product[i] ?? 0) : Math.max(value, product[i] ?? 0),
    ),
  );
};
