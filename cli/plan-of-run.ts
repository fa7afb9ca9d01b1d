/** `mortise compile --from`: the plan of a design that a run has evaluated. */
import type { Plan } from "../accelerators/plan.ts";
import { notPlanned } from "../explore/evaluate/messages.ts";
import { planOfDesign } from "../explore/evaluate/plan-of-design.ts";
import type { Mapper } from "../explore/map-network.ts";
import { runChanged } from "../explore/runs/messages.ts";
import { specificationIn } from "../explore/runs/specification.ts";
import { RunStore } from "../explore/runs/store/run-store.ts";
import type { SearchSettings } from "../explore/runs/search-settings.ts";
import type { Encoding } from "../explore/space/design-space.ts";
import { CompileError } from "../support/diagnostic.ts";
import { sha256 } from "../support/hash.ts";
import type { Session } from "./command.ts";
import { readExploredSpec } from "./explored-spec.ts";
import { brokenDesignName, noSuchDesign } from "./run-messages.ts";
import { changesIn, requireAtHand } from "./planned-searches.ts";
import type { Progress } from "./progress.ts";
import { version } from "./version.ts";

export interface DesignName {
  readonly folder: string;
  /** `SEARCH.NUMBER` */
  readonly id: string;
}

/** @throws CompileError where the text is no `RUN:SEARCH.NUMBER`. */
export const parseDesignName = (text: string): DesignName => {
  const [, folder, id] = /^(.+):(\d{1,9}\.\d{1,9})$/.exec(text) ?? [];
  if (folder === undefined || id === undefined) throw new CompileError([brokenDesignName(text)]);
  return { folder, id };
};

/** @throws CompileError where there is no such design, or its specification is no longer what the run began with. */
export const planOfRun = async (
  { folder, id }: DesignName,
  command: string,
  mapper: Mapper,
  session: Session,
  progress: Progress,
): Promise<Plan> => {
  const { settings, encoding } = designIn(folder, id);
  requireAtHand(folder, [settings.name]);
  const read = await readExploredSpec(settings.name, session, progress);
  const changed = changesIn(settings.name, read.description, settings.evaluator);
  if (changed.length > 0) throw new CompileError([runChanged(folder, changed)]);
  progress.step(`mapping design ${id}`);
  const { spec, models, evaluatorWith } = read;
  return planOfDesign({
    spec,
    mapper,
    encoding,
    models,
    evaluatorWith: used => {
      const evaluator = evaluatorWith(used);
      if (!("choose" in evaluator)) throw new CompileError([notPlanned(spec.target.technology)]);
      return evaluator;
    },
    provenance: {
      version,
      seed: settings.seed,
      command,
      specSha256: sha256(specificationIn(settings.evaluator).text),
    },
  });
};

const designIn = (folder: string, id: string): { readonly settings: SearchSettings; readonly encoding: Encoding } => {
  const [position, number] = id.split(".").map(Number);
  const store = RunStore.read(folder);
  try {
    const search = store.searches().find(each => each.position === position);
    const design = search && store.designs(search.position, (number ?? 0) - 1)[0];
    if (search === undefined || design === undefined || design.number !== number)
      throw new CompileError([noSuchDesign(folder, id)]);
    return { settings: search.settings, encoding: design.outcome.encoding };
  } finally {
    store.close();
  }
};
