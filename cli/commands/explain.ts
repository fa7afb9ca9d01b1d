/** `mortise explain`: from the numbers of a plan down to counts, costs and their sources. */
import type { Plan, PlanLayer } from "../../accelerators/plan.ts";
import { CompileError, InternalError } from "../../support/diagnostic.ts";
import type { CommandDefinition, Session } from "../command.ts";
import { type ExitCode, exitCodes } from "../exit-code.ts";
import { unknownLayer } from "../messages.ts";
import { type MapperName, mapperOption, rememberingMapper } from "../remembering-mapper.ts";

interface Options {
  readonly mapper: MapperName;
  readonly cache: boolean;
}

export const explainCommand: CommandDefinition = {
  name: "explain",
  summary: "Take the numbers of a plan apart: counts, costs, sources, and what other hardware would change.",
  examples: [
    { does: "A whole plan, by level and tensor", command: "mortise explain examples/residual.plan.json" },
    {
      does: "One layer: its loop nest, and what one step in each parameter of the hardware would change",
      command: "mortise explain examples/residual.plan.json second",
    },
  ],
  declare(command, perform) {
    command
      .argument("<plan>", "plan.json, or the folder that it lies in")
      .argument("[layer]", "a layer of the plan, or a node of the model")
      .addOption(mapperOption())
      .option("--no-cache", "neither use nor keep the mappings that runs have found")
      .action((file: string, layer: string | undefined, options: Options) =>
        perform(session => explain(file, layer, options, session)),
      );
  },
};

const explain = async (
  file: string,
  wanted: string | undefined,
  options: Options,
  { host }: Session,
): Promise<ExitCode> => {
  const { readPlanFile } = await import("../read-plan-file.ts");
  const { plan } = readPlanFile(file);
  const { layerReport, planReport } = await import("../explain-report.ts");
  if (wanted === undefined) {
    host.stdout.write(planReport(plan));
    return exitCodes.done;
  }
  const { neighboursOf } = await import("../../explore/neighbours.ts");
  const mapper = await rememberingMapper(host, options);
  const reports = layersNamed(plan, wanted).map(layer => {
    const accelerator = plan.accelerators.find(({ slot }) => slot === layer.accelerator);
    if (accelerator === undefined) throw new InternalError(`no accelerator ${layer.accelerator}`);
    return layerReport(layer, accelerator, neighboursOf(plan, layer, accelerator, mapper));
  });
  host.stdout.write(reports.join("\n"));
  return exitCodes.done;
};

/** Of that name, or behind which a node of that name stands. */
const layersNamed = ({ networks }: Plan, wanted: string): readonly PlanLayer[] => {
  const layers = networks.flatMap(network => network.layers);
  const exact = layers.filter(({ name }) => name === wanted);
  const found = exact.length > 0 ? exact : layers.filter(({ origins }) => origins.includes(wanted));
  if (found.length > 0) return found;
  throw new CompileError([
    unknownLayer(wanted, undefined, [...new Set(layers.flatMap(({ name, origins }) => [name, ...origins]))]),
  ]);
};
