/** Networks of a specification as machines meet them: given ones as they are, those of spaces built from their encodings. */
import type { Graph } from "../../ir/graph.ts";
import type { Precision } from "../../mapping/workload.ts";
import { InternalError } from "../../support/diagnostic.ts";
import { factualNetwork, type FactualNetwork, type GivenNetwork } from "../design/prepared-network.ts";
import type { KnownLowerings } from "../lower-network.ts";
import type { Encoding } from "../space/design-space.ts";
import type { NetworkChoice } from "../space/network-part.ts";
import { taskOf } from "../space/networks/image-task.ts";
import { networkSpaceOf } from "../space/networks/index.ts";
import type { SpecNetwork } from "../spec/spec.ts";

/** A network of a design. */
export interface MadeNetwork {
  /** Under which benchmarks have it; undefined for one that is given. */
  readonly name: string | undefined;
  /** With all passes done. */
  readonly graph: Graph;
  readonly factual: FactualNetwork;
}

/** So many are kept: a search that looks at many machines for one network asks for it again soon. */
const mostKept = 64;

export class NetworkMaker {
  private readonly networks: ReadonlyMap<string, SpecNetwork>;
  private readonly given: ReadonlyMap<string, Graph>;
  private readonly lowerings: KnownLowerings = new Map();
  private readonly kept = new Map<string, MadeNetwork | undefined>();

  /** @param given the networks that are given as models, with all passes done. */
  constructor(networks: readonly SpecNetwork[], given: readonly Pick<GivenNetwork, "name" | "graph">[]) {
    this.networks = new Map(networks.map(network => [network.name, network]));
    this.given = new Map(given.map(({ name, graph }) => [name, graph]));
  }

  /** Undefined where the network does not look at its input. */
  networkOf({ network, encoding }: NetworkChoice, precision: Precision): MadeNetwork | undefined {
    const key = `${network} ${encoding.join()} ${precision.weightBits} ${precision.activationBits}`;
    const known = this.kept.has(key) ? this.kept.get(key) : this.make(network, encoding, precision);
    this.kept.delete(key);
    this.kept.set(key, known);
    for (const oldest of this.kept.keys()) {
      if (this.kept.size <= mostKept) break;
      this.kept.delete(oldest);
    }
    return known;
  }

  private make(name: string, encoding: Encoding, precision: Precision): MadeNetwork | undefined {
    const network = this.networks.get(name);
    if (network === undefined) throw new InternalError(`no network ${name}`);
    const { rate, source } = network;
    const model = this.given.get(name);
    const made = source.kind === "model" ? { name: undefined, graph: model } : inSpace(source, encoding);
    const { graph } = made;
    if (graph === undefined) return undefined;
    const factual = factualNetwork({ name, ...(rate === undefined ? {} : { rate }), graph }, precision, this.lowerings);
    return { name: made.name, graph, factual };
  }
}

const inSpace = (
  source: Extract<SpecNetwork["source"], { kind: "space" }>,
  encoding: Encoding,
): { readonly name: string; readonly graph: Graph | undefined } => {
  const space = networkSpaceOf(source);
  if (space === undefined) throw new InternalError(`no networks of ${source.space}: ask unrunnableParts first`);
  return { name: space.nameOf(encoding), graph: space.graphOf(encoding, taskOf(source)) };
};
