/** The plan of one design that a search has evaluated: the same choices, put into the words of a plan. */
import type { Plan, PlanProvenance } from "../../accelerators/plan.ts";
import { CompileError, InternalError } from "../../support/diagnostic.ts";
import type { AssembledNetwork, SourceNetwork } from "../assembled-network.ts";
import { machinesOf, planOnChip } from "../chip-plan.ts";
import { countingMapper } from "../counting-mapper.ts";
import type { Mapper } from "../map-network.ts";
import { sourceModelOf } from "../source-model.ts";
import type { Encoding } from "../space/design-space.ts";
import type { RunnableSpec } from "../spec/runnable.ts";
import type { SpecNetwork } from "../spec/spec.ts";
import { isPriced } from "../spec/tables/technologies.ts";
import type { ChosenDesign, DesignEvaluator } from "./evaluator.ts";
import type { MadeNetwork } from "./network-maker.ts";
import { cannotBePlanned } from "./messages.ts";

export interface DesignPlanRequest {
  readonly spec: RunnableSpec;
  /** Of the specification, with this mapper. */
  readonly evaluatorWith: (mapper: Mapper) => DesignEvaluator;
  readonly mapper: Mapper;
  readonly encoding: Encoding;
  /** The networks that are given as models, by name. */
  readonly models: ReadonlyMap<string, SourceNetwork>;
  readonly provenance: Pick<PlanProvenance, "version" | "seed" | "command" | "specSha256">;
}

/** @throws CompileError where the design can't be built or can't run its networks. */
export const planOfDesign = async (request: DesignPlanRequest): Promise<Plan> => {
  const { spec, evaluatorWith, encoding, provenance } = request;
  const counting = countingMapper(request.mapper);
  const chosen = await evaluatorWith(counting.mapper).choose(encoding);
  if ("reason" in chosen) throw new CompileError([cannotBePlanned(chosen.reason)]);
  const { point, chip, choice, accuracies } = chosen;
  const { technology } = spec.target;
  if (!isPriced(technology)) throw new InternalError(`no table for ${technology}: ask unrunnableParts first`);
  const { exact, distinctWorkloads, considered, pruned } = counting.totals();
  return planOnChip({
    spec,
    sources: spec.networks.map((network, i) => sourceOf(network, chosen.made[i], request)),
    chip,
    ways: choice.ways,
    machines: machinesOf({ technology, target: spec.target }, point),
    accuracies: accuracies.map(({ source, ...known }): AssembledNetwork["accuracy"] =>
      source === undefined ? undefined : known,
    ),
    remarks: remarksOn(chosen),
    provenance: {
      ...provenance,
      search: {
        objective: choice.objective,
        exact: exact && choice.isComplete,
        distinctWorkloads,
        mappingsConsidered: considered,
        mappingsPruned: pruned,
      },
    },
  });
};

const sourceOf = (
  { name, source }: SpecNetwork,
  made: MadeNetwork | undefined,
  { models }: DesignPlanRequest,
): SourceNetwork => {
  const given = models.get(name);
  if (given !== undefined) return given;
  if (made === undefined || source.kind === "model") throw new InternalError(`network ${name} was not made`);
  const { graph } = made;
  return {
    name,
    source: `${source.space} ${made.name ?? ""}`.trimEnd(),
    sha256: null,
    model: sourceModelOf(graph),
    optimized: { graph, statistics: [], gone: [] },
  };
};

/** Where each accuracy comes from. */
const remarksOn = ({ point, accuracies }: ChosenDesign): readonly string[] =>
  accuracies.flatMap(({ source }, i) =>
    source === undefined ? [] : [`The accuracy of ${point.networks[i]?.network ?? ""} is from a ${source}.`],
  );
