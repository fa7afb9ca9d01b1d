/** What a network is fed: the sample that the user named, in the order of axes that the model file has, or seeded noise. */
import { type Graph, indexOf, type Value } from "../ir/graph.ts";
import { toGraphOrder } from "../ir/import/conversion/axis-orders.ts";
import type { CodeParameters } from "../ir/import/conversion/imported-model.ts";
import type { Tensor } from "../ir/tensor.ts";
import { CompileError } from "../support/diagnostic.ts";
import type { Preprocessing } from "../train/data/preprocessing.ts";
import type { SourceFile } from "./load-network.ts";
import { noSuchSample } from "./messages.ts";

export interface Feeds {
  /** By the graph's inputs. */
  readonly tensors: ReadonlyMap<string, Tensor>;
  /** Says what they are. */
  readonly source: string;
}

export interface SampleWanted {
  /** A picture, an .npy or .npz file, or a data set; noise where there is none. */
  readonly input: string | undefined;
  /** Counts from 0. */
  readonly sample: number;
  readonly seed: number;
  /** How pictures are prepared. */
  readonly settings: Preprocessing;
}

/** @throws CompileError where the file can't be read or does not fit the inputs. */
export const feedsOf = async (network: SourceFile, { input, sample, seed, settings }: SampleWanted): Promise<Feeds> => {
  const { graph } = network;
  if (input === undefined) {
    const { syntheticDataset } = await import("../train/data/synthetic.ts");
    const noise = syntheticDataset(graph, { count: sample + 1, seed, range: undefined });
    return { tensors: noise.sample(sample).inputs, source: noise.source };
  }
  const { openWhole } = await import("../train/data/open-data.ts");
  const { inInputType } = await import("../train/data/input-codes.ts");
  const axisOrders = ordersOf(network);
  const inputs = graph.inputs.map(value => asInFile(value, axisOrders));
  const data = openWhole(input, { inputs, settings, enlargedTo: undefined, seed });
  if (sample >= data.count) throw new CompileError([noSuchSample(input, sample, data.count)]);
  const { name, inputs: tensors } = data.sample(sample);
  const codes = codesOf(network);
  const fitting = inputs.flatMap(({ id, type }) => {
    const tensor = tensors.get(id);
    return tensor === undefined ? [] : [[id, inInputType(tensor, type.dtype, codes.get(id))] as const];
  });
  const inOrder = fitting.map(([id, tensor]) => [id, toGraphOrder({ axisOrders }, id, tensor)] as const);
  return { tensors: new Map(inOrder), source: name };
};

export const ordersOf = ({ model }: SourceFile): ReadonlyMap<string, readonly number[]> =>
  model.axisOrders ?? new Map<string, readonly number[]>();

/** What the codes of inputs stand for: as the importer says, else as the operator that reads them does. */
const codesOf = ({ model, graph }: SourceFile): ReadonlyMap<string, CodeParameters> =>
  new Map([...codesByReaders(graph), ...(model.codes ?? [])]);

const codesByReaders = (graph: Graph): readonly (readonly [string, CodeParameters])[] => {
  const index = indexOf(graph);
  const single = (id: string | undefined): number | undefined => {
    const data = id === undefined ? undefined : index.constantOf(id)?.data;
    return data?.length === 1 ? data[0] : undefined;
  };
  return graph.inputs.flatMap(({ id }) => {
    const reader = index.usersOf(id).find(({ op, operands }) => op === "dequantize" && operands[0] === id);
    const [scale, zeroPoint] = [single(reader?.operands[1]), single(reader?.operands[2])];
    return scale === undefined || zeroPoint === undefined ? [] : [[id, { scale, zeroPoint }] as const];
  });
};

/** The input with its axes as the model file has them. */
const asInFile = ({ id, type }: Value, orders: ReadonlyMap<string, readonly number[]>): Value => {
  const order = orders.get(id);
  if (order === undefined) return { id, type };
  const dims = order.map((_, axis) => type.dims[order.indexOf(axis)] ?? 1);
  return { id, type: { dtype: type.dtype, dims } };
};
