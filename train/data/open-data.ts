/** From the path that the user named to samples: which kind of data lies there, and which of it calibrates and which judges. */
import { basename, dirname, join } from "node:path";
import type { Graph, Value } from "../../ir/graph.ts";
import { CompileError } from "../../support/diagnostic.ts";
import { arraysDataset } from "./arrays.ts";
import { isCifarTest, isCifarTraining, joinCifar10, readCifar10 } from "./cifar10.ts";
import type { DataSplit, Dataset } from "./dataset.ts";
import { halve } from "./dataset.ts";
import { isImageFile } from "./decode-image.ts";
import { idxSplitOf, readIdxImages } from "./idx.ts";
import { imageFile, imageFolder } from "./image-folder.ts";
import { expectChannels, type PackedImages, packedDataset } from "./labelled-images.ts";
import { unknownKind } from "./messages.ts";
import type { Preprocessing } from "./preprocessing.ts";
import { isFolder, namesIn } from "./read-file.ts";
import { superResolutionFolder } from "./super-resolution.ts";

export interface DataRequest {
  readonly inputs: readonly Value[];
  readonly settings: Preprocessing;
  /** The network's output, where pictures are to be enlarged. */
  readonly enlargedTo: Value | undefined;
  readonly seed: number;
}

/**
 * Samples at `path`. Sets with a split of their own (CIFAR-10, MNIST, folders or files named train/calibration and test/val) keep
 * it; others are cut in two, seeded.
 * @throws CompileError where there is no data of a known kind, or it does not fit the inputs.
 */
export const openData = (path: string, request: DataRequest): DataSplit => {
  if (!isFolder(path)) return halve(openFile(path, request), request.seed);
  const names = namesIn(path);
  const calibration = names.find(name => /^(train|calibration|calib)(\.np[yz])?$/i.test(name));
  const evaluation = names.find(name => /^(test|val|validation|evaluation)(\.np[yz])?$/i.test(name));
  if (calibration !== undefined && evaluation !== undefined)
    return split(openWhole(join(path, calibration), request), openWhole(join(path, evaluation), request));
  return builtInSplit(path, names, request) ?? halve(openWhole(path, request), request.seed);
};

/** All samples at `path` as one set, for calibrating and judging on folders that are named apart. */
export const openWhole = (path: string, request: DataRequest): Dataset => {
  if (!isFolder(path)) return openFile(path, request);
  const names = namesIn(path);
  const source = basename(path);
  const arrays = names.filter(name => /\.np[yz]$/.test(name));
  const [first] = arrays;
  if (first !== undefined) return joinArrays(path, arrays, request);
  if (request.enlargedTo !== undefined)
    return superResolutionFolder(
      path,
      source,
      { input: onlyInput(request), output: request.enlargedTo },
      request.settings,
    );
  const builtIn = builtInSplit(path, names, request);
  return builtIn?.evaluation ?? imageFolder(path, source, onlyInput(request), request.settings);
};

const split = (calibration: Dataset, evaluation: Dataset): DataSplit => ({ calibration, evaluation, overlaps: false });

const builtInSplit = (folder: string, names: readonly string[], request: DataRequest): DataSplit | undefined => {
  const packed = (images: PackedImages, channels: number): Dataset => {
    const input = onlyInput(request);
    expectChannels(images.source, channels, input, request.settings);
    return packedDataset(images, input, request.settings);
  };
  const training = names.filter(isCifarTraining);
  const tests = names.filter(isCifarTest);
  if (training.length > 0 && tests.length > 0)
    return split(packed(joinCifar10(folder, training), 3), packed(joinCifar10(folder, tests), 3));
  const train = names.find(name => idxSplitOf(name) === "train");
  const test = names.find(name => idxSplitOf(name) === "t10k");
  if (train === undefined || test === undefined) return undefined;
  return split(packed(readIdxImages(folder, train), 1), packed(readIdxImages(folder, test), 1));
};

const openFile = (file: string, request: DataRequest): Dataset => {
  const name = basename(file);
  if (/\.np[yz]$/.test(name)) return arraysDataset(file, name, request.inputs);
  if (/\.bin(\.gz)?$/.test(name)) return packedDataset(readCifar10(file), onlyInput(request), request.settings);
  if (idxSplitOf(name) !== undefined)
    return packedDataset(readIdxImages(dirname(file), name), onlyInput(request), request.settings);
  if (isImageFile(name)) return imageFile(file, name, onlyInput(request), request.settings);
  throw new CompileError([unknownKind(file)]);
};

const joinArrays = (folder: string, names: readonly string[], { inputs }: DataRequest): Dataset => {
  const parts = names.map(name => arraysDataset(join(folder, name), name, inputs));
  const places = parts.flatMap(part => Array.from({ length: part.count }, (_, index) => ({ part, index })));
  return {
    source: `${basename(folder)} (${names.length} files)`,
    count: places.length,
    targets: parts.every(part => part.targets === "class") ? "class" : "none",
    sample(index) {
      const place = places[index];
      if (place === undefined) throw new RangeError(`sample ${index} of ${places.length}`);
      return place.part.sample(place.index);
    },
  };
};

/** Pictures go into networks of one input. */
const onlyInput = ({ inputs }: DataRequest): Value => {
  const [input] = inputs;
  if (input === undefined) throw new RangeError("a network without inputs takes no data");
  return input;
};

/**
 * The network's output where it is its input's picture enlarged: one of each, as many channels, both sides larger by the same
 * whole number. Undefined otherwise.
 */
export const enlargedOutputOf = ({ inputs, outputs, nodes }: Graph): Value | undefined => {
  const [input, output] = [
    inputs[0],
    nodes.flatMap(({ results }) => results).find(({ id }) => id === outputs[0]?.value),
  ];
  if (input === undefined || output === undefined || inputs.length > 1 || outputs.length > 1) return undefined;
  const [small, large] = [input.type.dims, output.type.dims];
  const factors = large.map((dim, axis) => dim / (small[axis] ?? NaN));
  const sides = factors.filter(factor => factor !== 1);
  const [factor = 1] = sides;
  const isEnlarged = large.length === 4 && sides.length === 2 && sides[1] === factor && factor > 1;
  return isEnlarged && Number.isInteger(factor) ? output : undefined;
};
