/** What every command does to a network before it is mapped. */
import type { PipelineResult } from "../passes/manager.ts";
import type { Session } from "./command.ts";
import type { SourceFile } from "./load-network.ts";
import type { Progress } from "./progress.ts";

/** Runs the default pipeline, telling the progress line and the fault dump of each pass. */
export const optimize = async (source: SourceFile, session: Session, progress: Progress): Promise<PipelineResult> => {
  const { runPipeline } = await import("../passes/manager.ts");
  const { pipelines } = await import("../passes/pipelines.ts");
  return runPipeline(source.graph, pipelines.default, {
    clock: () => session.host.clock(),
    afterPass: (pass, graph) => {
      session.noteGraph(graph);
      progress.step(`pass ${pass} done`);
    },
  });
};
