/** What `--stats` prints. */
import type { PassStatistics } from "../passes/manager.ts";
import { listing } from "./table.ts";

export const statisticsTable = (statistics: readonly PassStatistics[]): string =>
  listing(
    ["pass", "changed", "nodes before", "nodes after", "ms"],
    statistics.map(({ pass, changed, nodesBefore, nodesAfter, milliseconds }) => [
      pass,
      changed ? "yes" : "no",
      String(nodesBefore),
      String(nodesAfter),
      milliseconds.toFixed(1),
    ]),
  );
