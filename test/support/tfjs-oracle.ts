/** TensorFlow.js itself, loading and running models: the oracle of the importer's tests. It is needed for development only. */
import { loadGraphModel } from "@tensorflow/tfjs-converter";
import { type io, tensor as deviceTensor, type Tensor as DeviceTensor } from "@tensorflow/tfjs-core";
import { type LayersModel, loadLayersModel } from "@tensorflow/tfjs-layers";
import { expect } from "vitest";
import { toFileOrder, toGraphOrder } from "../../ir/import/conversion/axis-orders.ts";
import { importTfjs } from "../../ir/import/tfjs/import-tfjs.ts";
import { evaluate } from "../../ir/interp/evaluate.ts";
import { formatType, type Tensor, tensor } from "../../ir/tensor.ts";
import { verifyGraph } from "../../ir/verify.ts";
import { download, upload } from "../../train/executors/tensorflow/device-tensors.ts";
import { openTensorflow } from "../../train/executors/tensorflow/library.ts";
import type { TestTfjsModel } from "./tfjs-model.ts";

/** Plain JavaScript: the backend that all operators were written for first. */
export const openOracle = async () => (await openTensorflow("cpu")).tf;

interface Manifest {
  readonly modelTopology: object;
  readonly weightsManifest?: readonly {
    readonly paths: readonly string[];
    readonly weights: io.WeightsManifestEntry[];
  }[];
}

/** The files of a model as the library asks for them. */
const handlerOf = ({ bytes, shards }: TestTfjsModel): io.IOHandler => ({
  load: () => {
    const { weightsManifest = [], modelTopology, ...rest } = JSON.parse(new TextDecoder().decode(bytes)) as Manifest;
    const parts = weightsManifest.flatMap(({ paths }) => paths).map(path => shards(path));
    const data = parts.flatMap(part => (part.kind === "data" ? [...part.bytes] : []));
    return Promise.resolve({
      ...rest,
      // Graphs say which TensorFlow wrote them.
      modelTopology: { versions: { producer: 1 }, ...modelTopology },
      weightSpecs: weightsManifest.flatMap(({ weights }) => weights),
      weightData: Uint8Array.from(data).buffer,
    });
  },
});

/** A model that was built with the library, as the files that it saves. */
export const savedModel = async (model: LayersModel): Promise<TestTfjsModel> => {
  let saved: TestTfjsModel | undefined;
  await model.save({
    save: artifacts => {
      const { modelTopology, weightSpecs, weightData } = artifacts;
      const buffers = weightData === undefined ? [] : [weightData].flat();
      const shard = Uint8Array.from(buffers.flatMap(buffer => [...new Uint8Array(buffer)]));
      const weightsManifest = [{ paths: ["group1-shard1of1.bin"], weights: weightSpecs }];
      saved = {
        bytes: new TextEncoder().encode(JSON.stringify({ format: "layers-model", modelTopology, weightsManifest })),
        shards: path => (path === "group1-shard1of1.bin" ? { kind: "data", bytes: shard } : { kind: "missing" }),
      };
      return Promise.resolve({ modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: "JSON" } });
    },
  });
  if (saved === undefined) throw new Error("the library saved nothing");
  return saved;
};

/** Numbers in the library's own order of axes. */
type Feeds = Readonly<Record<string, Tensor>>;

export const runLayersModel = async (model: TestTfjsModel, feeds: Feeds): Promise<readonly Tensor[]> => {
  const tf = await openOracle();
  const loaded = await loadLayersModel(handlerOf(model));
  const given = loaded.inputNames.map(name => deviceOf(tf, feeds[name]));
  return [loaded.predict(given)].flat().map(hostOf);
};

export const runGraphModel = async (model: TestTfjsModel, feeds: Feeds): Promise<readonly Tensor[]> => {
  const tf = await openOracle();
  const loaded = await loadGraphModel(handlerOf(model));
  const given = Object.fromEntries(Object.entries(feeds).map(([name, it]) => [name, deviceOf(tf, it)]));
  return [await loaded.executeAsync(given)].flat().map(hostOf);
};

const deviceOf = (tf: Parameters<typeof upload>[0], it: Tensor | undefined): DeviceTensor => {
  const device = it === undefined ? undefined : upload(tf, it);
  return device ?? deviceTensor([]);
};

const hostOf = (result: DeviceTensor): Tensor => {
  const dtype = result.dtype === "float32" ? "f32" : result.dtype === "bool" ? "bool" : "int32";
  return download(result, { dtype, dims: result.shape });
};

/** Outputs of our import in the file's order of axes. */
export const runImported = (
  { bytes, shards }: TestTfjsModel,
  feeds: Feeds,
  bindings: ReadonlyMap<string, number> = new Map(),
): readonly Tensor[] => {
  const model = importTfjs(bytes, { shards, bindings });
  expect(verifyGraph(model.graph)).toEqual([]);
  const inOrder = Object.entries(feeds).map(([name, it]) => [name, toGraphOrder(model, name, it)] as const);
  return [...evaluate(model.graph, new Map(inOrder))].map(([name, it]) => toFileOrder(model, name, it));
};

/** Reals to a ten-thousandth of the largest; our wider integers count as the library's. */
export const expectSame = (found: readonly Tensor[], expected: readonly Tensor[]): void => {
  expect(found.map(({ type }) => type.dims)).toEqual(expected.map(({ type }) => type.dims));
  for (const [i, reference] of expected.entries()) {
    const own = found[i] ?? tensor("f32", [0], []);
    const most = Math.max(1e-3, ...Array.from(reference.data, Math.abs));
    for (const [place, value] of reference.data.entries())
      expect(
        Math.abs((own.data[place] ?? NaN) - value),
        `${formatType(own.type)}, element ${place}: ${own.data[place]}, not ${value}`,
      ).toBeLessThanOrEqual(1e-4 * most);
  }
};
