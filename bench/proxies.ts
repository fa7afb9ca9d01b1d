/** How well stand-ins for accuracy rank the networks of NAS-Bench-201, by what its table says of them trained. */
import { proxyValue } from "../explore/accuracy/proxy.ts";
import { rankCorrelation } from "../explore/predictors/ranks.ts";
import { nasBench201 } from "../explore/space/networks/nas-bench-201.ts";
import { proxyMeasures, type ProxyMeasure } from "../explore/spec/tables/accuracy.ts";
import { randomStream } from "../support/random.ts";
import { hasData } from "../test/support/data.ts";
import { readNasBench201 } from "./predictors.ts";
import type { Row } from "./row.ts";

/** Networks of the sample; a third of them is drawn in each part, so that the spread shows. */
const samples = 180;
const parts = 3;
const task = { channels: 3, height: 32, width: 32, classes: 10 };

export const proxyRows = async (): Promise<readonly Row[]> => {
  if (!hasData("nas", "nas-bench-201.csv.gz")) return [];
  const { designs, accuracies } = readNasBench201();
  const random = randomStream(7);
  const drawn = new Set<number>();
  while (drawn.size < samples) {
    const position = random.integer(0, designs.length - 1);
    if (nasBench201.graphOf(designs[position] ?? [], task) !== undefined) drawn.add(position);
  }
  const positions = [...drawn];
  const truths = positions.map(i => accuracies[i] ?? NaN);
  const rows: Row[] = [];
  for (const measure of Object.keys(proxyMeasures) as ProxyMeasure[]) {
    const values: number[] = [];
    const start = process.cpuUsage();
    for (const i of positions) {
      const graph = nasBench201.graphOf(designs[i] ?? [], task);
      values.push(graph === undefined ? NaN : await proxyValue(measure, graph));
    }
    const { user, system } = process.cpuUsage(start);
    const size = samples / parts;
    const inParts = Array.from({ length: parts }, (_, part) => {
      const [from, to] = [part * size, (part + 1) * size];
      return rankCorrelation(values.slice(from, to), truths.slice(from, to));
    });
    rows.push(
      {
        question: `${measure} on NAS-Bench-201: Spearman of ${samples}`,
        values: [rankCorrelation(values, truths)],
        unit: "",
        digits: 3,
      },
      { question: `${measure}: in thirds`, values: inParts, unit: "", digits: 3 },
      { question: `${measure}: CPU time per network`, values: [(user + system) / 1e6 / samples], unit: "s", digits: 4 },
    );
  }
  return rows;
};
