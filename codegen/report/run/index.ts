/** The report of an exploration run: the only list of its sections, in the order of the page. */
import type { Report, ReportSection } from "../content.ts";
import { designs } from "./designs.ts";
import type { ExploredRun } from "./explored-run.ts";
import { feasibility } from "./feasibility.ts";
import { fronts } from "./fronts.ts";
import { hypervolume } from "./hypervolume.ts";
import { importance } from "./importance.ts";
import { overview } from "./overview.ts";
import { parallelCoordinates } from "./parallel.ts";
import { type RunSection, viewOf } from "./view.ts";
import { workers } from "./workers.ts";

const sections: readonly RunSection[] = [
  overview,
  fronts,
  parallelCoordinates,
  hypervolume,
  importance,
  feasibility,
  designs,
];

export const runReport = async (run: ExploredRun): Promise<Report> => {
  const made: ReportSection[] = [];
  for (const [index, specification] of run.specifications.entries()) {
    const view = viewOf(run, specification, index);
    for (const section of sections) {
      const each = await section(view);
      if (each !== undefined) made.push(each);
    }
  }
  // All searches of a run share its workers.
  const timeline = await workers(run.spans, evaluatedIn(run));
  if (timeline !== undefined) made.push(timeline);
  const titles = run.specifications.map(({ title, search }) => `${title} (${search.strategy}, seed ${search.seed})`);
  return { title: `Run ${run.name}`, subtitle: `${titles.join(" · ")} · Mortise ${run.program}`, sections: made };
};

const evaluatedIn = ({ specifications }: ExploredRun): number =>
  specifications
    .flatMap(({ search, baselines }) => [search, ...baselines])
    .reduce((sum, { designs: each }) => sum + each.length, 0);
