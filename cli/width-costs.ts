/** What widths cost where `mortise quantize` has several to choose from: work, or what a named machine takes for it. */
import type { QuantizationTask } from "../quant/quantize-network.ts";
import type { Session } from "./command.ts";
import { namedTargets } from "./named-target.ts";
import type { Objective, QuantizeOptions } from "./quantize-options.ts";
import { rememberingMapper } from "./remembering-mapper.ts";

/** Of the objective, on the target. */
export const widthCostsFor = async (
  { objective, target }: QuantizeOptions,
  session: Session,
): Promise<QuantizationTask["costsOf"]> => {
  const { macsOfWeight } = await import("../quant/bit-ops.ts");
  if (objective === "bitops")
    return graph => (weight, weightBits, activationBits) => macsOfWeight(graph, weight) * weightBits * activationBits;
  const { machinePricer, precisionCosts } = await import("../explore/precision-cost.ts");
  const { machineOf } = await import("../explore/target-machine.ts");
  const targetNamed = await namedTargets();
  const mapper = await rememberingMapper(session.host, { mapper: "plain", cache: true });
  const fields = {
    latency: "latencyCycles",
    energy: "energyPj",
    traffic: "trafficBits",
    memory: "weightBits",
  } as const satisfies Record<Exclude<Objective, "bitops">, string>;
  return graph => {
    const costs = precisionCosts(graph, machinePricer(machineOf(targetNamed(target)), mapper));
    return (weight, weightBits, activationBits) => costs(weight, weightBits, activationBits)[fields[objective]];
  };
};
