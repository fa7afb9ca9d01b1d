import { encode as encodePng } from "fast-png";
import { zipSync } from "fflate";
import jpeg from "jpeg-js";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { tensorType } from "../../../ir/tensor.ts";
import { CompileError } from "../../../support/diagnostic.ts";
import { type Dataset, halve, type Sample } from "../../../train/data/dataset.ts";
import { type DataRequest, openData, openWhole } from "../../../train/data/open-data.ts";
import { parsePreprocessing } from "../../../train/data/preprocessing.ts";
import { dataPath, describeWithData } from "../../support/data.ts";
import { folderWith } from "./temporary-folder.ts";

const request = (dims: readonly number[], settings: object = {}): DataRequest => ({
  inputs: [{ id: "image", type: tensorType("f32", dims) }],
  settings: parsePreprocessing(settings, "options"),
  enlargedTo: undefined,
  seed: 1,
});

const codesOf = (action: () => unknown): readonly string[] => {
  try {
    action();
  } catch (error) {
    if (error instanceof CompileError) return error.diagnostics.map(({ code }) => code);
    throw error;
  }
  return [];
};

const png = (width: number, height: number, pixel: (i: number) => readonly [number, number, number]): Uint8Array =>
  encodePng({
    width,
    height,
    channels: 3,
    data: Uint8Array.from(Array.from({ length: width * height }, (_, i) => pixel(i)).flat()),
  });

/** What numpy.save writes: version 1.0. */
const npy = (descr: string, shape: string, bytes: Uint8Array, order = "False"): Uint8Array => {
  const header = `{'descr': '${descr}', 'fortran_order': ${order}, 'shape': ${shape}, }\n`;
  const head = Uint8Array.from([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, header.length & 255, header.length >> 8]);
  return Uint8Array.from([...head, ...new TextEncoder().encode(header), ...bytes]);
};
const floats = (...values: readonly number[]): Uint8Array => new Uint8Array(Float32Array.from(values).buffer);

describe("folders of pictures", () => {
  test("a PNG becomes planes in the order of the input, in the range and scale asked for", () => {
    const folder = folderWith({ "a.png": png(2, 1, i => (i === 0 ? [255, 0, 51] : [0, 102, 204])) });
    const settings = { range: [0, 1], mean: [0.5, 0, 0], std: [0.5, 1, 1], channels: "rgb" };
    const planes = openWhole(folder, request([1, 3, 1, 2], settings))
      .sample(0)
      .inputs.get("image");
    expect(planes?.data).toEqual(Float32Array.from([1, -1, 0, 0.4, 0.2, 0.8]));
    const last = openWhole(folder, request([1, 1, 2, 3], { layout: "NHWC" }))
      .sample(0)
      .inputs.get("image");
    expect(last?.data).toEqual(Float32Array.from([255, 0, 51, 0, 102, 204]));
    const bgr = openWhole(folder, request([1, 3, 1, 2], { channels: "bgr" }))
      .sample(0)
      .inputs.get("image");
    expect(bgr?.data).toEqual(Float32Array.from([51, 204, 0, 102, 255, 0]));
  });

  test("a network of one channel sees luma", () => {
    const folder = folderWith({ "a.png": png(1, 1, () => [100, 50, 200]) });
    const [luma] =
      openWhole(folder, request([1, 1, 1, 1], { layout: "NCHW" }))
        .sample(0)
        .inputs.get("image")?.data ?? [];
    expect(luma).toBeCloseTo(0.299 * 100 + 0.587 * 50 + 0.114 * 200, 4);
  });

  test("a JPEG of one colour keeps it, resized and cropped too", () => {
    const { data } = jpeg.encode({ width: 40, height: 30, data: new Uint8Array(4 * 1200).fill(120) }, 95);
    const folder = folderWith({ "a.JPG": data });
    const { data: values = [] } =
      openWhole(folder, request([1, 3, 8, 8], { resize: 10, crop: [8, 8] }))
        .sample(0)
        .inputs.get("image") ?? {};
    expect(values).toHaveLength(192);
    for (const value of values) expect(Math.abs(value - 120)).toBeLessThan(3);
  });

  test("classes come from labels.csv or from folders named after them", () => {
    const image = png(1, 1, () => [1, 2, 3]);
    const listed = folderWith({ "a.png": image, "b.png": image, "labels.csv": "b.png, 7\na.png,2\n" });
    expect([0, 1].map(i => openWhole(listed, request([1, 3, 1, 1], { layout: "NCHW" })).sample(i).target)).toEqual([
      { kind: "class", label: 2 },
      { kind: "class", label: 7 },
    ]);
    const sorted = openWhole(
      folderWith({ "cat/x.png": image, "dog/y.png": image }),
      request([1, 3, 1, 1], { layout: "NCHW" }),
    );
    expect(sorted.sample(1).target).toEqual({ kind: "class", label: 1 });
    const unnamed = folderWith({ "a.png": image, "b.png": image, "labels.csv": "a.png,0" });
    expect(codesOf(() => openWhole(unnamed, request([1, 3, 1, 1], { layout: "NCHW" })))).toEqual(["DATA_LABELS"]);
    const broken = folderWith({ "a.png": image, "labels.csv": "a.png;0\na.png,cat" });
    expect(codesOf(() => openWhole(broken, request([1, 3, 1, 1], { layout: "NCHW" })))).toEqual([
      "DATA_LABELS",
      "DATA_LABELS",
    ]);
  });

  test("a picture named alone is a set of one, without a class", () => {
    const folder = folderWith({ "a.png": png(1, 1, () => [1, 2, 3]), "b.png": "not a picture" });
    const { count, targets, sample } = openWhole(join(folder, "a.png"), request([1, 3, 1, 1], { layout: "NCHW" }));
    expect([count, targets]).toEqual([1, "none"]);
    expect(sample(0).inputs.get("image")?.data).toEqual(Float32Array.from([1, 2, 3]));
    expect(() => openWhole(join(folder, "b.png"), request([1, 3, 1, 1], { layout: "NCHW" })).sample(0)).toThrow(
      "b.png",
    );
  });

  test("masks beside the pictures are classes per pixel, 255 not judged", () => {
    const folder = folderWith({
      "images/a.png": png(2, 1, () => [9, 9, 9]),
      "masks/a.png": png(2, 1, i => (i === 0 ? [4, 4, 4] : [255, 255, 255])),
    });
    expect(openWhole(folder, request([1, 3, 1, 2])).sample(0).target).toEqual({
      kind: "mask",
      classes: Int32Array.from([4, -1]),
    });
  });

  test.each([
    ["a picture of another size", { "a.png": png(3, 3, () => [0, 0, 0]) }, {}, "DATA_SHAPE"],
    ["no picture", { "a.png": "not a picture" }, {}, "DATA_IMAGE"],
    ["a cut picture", { "a.png": png(2, 2, () => [0, 0, 0]).slice(0, 50) }, {}, "DATA_IMAGE"],
    ["a smaller picture than the crop", { "a.png": png(2, 2, () => [0, 0, 0]) }, { crop: [9, 9] }, "DATA_SHAPE"],
  ])("%s is a message that names the file", (_, files, settings, code) => {
    const folder = folderWith(files);
    const sample = (): unknown => openWhole(folder, request([1, 3, 2, 2], settings)).sample(0);
    expect(codesOf(sample)).toEqual([code]);
    expect(sample).toThrow("a.png");
  });

  test("a picture that claims 60000x60000 pixels is refused before it is unpacked", () => {
    const bytes = png(2, 2, () => [0, 0, 0]).slice();
    new DataView(bytes.buffer).setUint32(16, 60_000);
    new DataView(bytes.buffer).setUint32(20, 60_000);
    const sample = (): unknown => openWhole(folderWith({ "a.png": bytes }), request([1, 3, 2, 2])).sample(0);
    expect(codesOf(sample)).toEqual(["DATA_IMAGE"]);
    expect(sample).toThrow("60000x60000, more than 200 megapixels");
  });

  test("an unknown layout, an empty folder, a missing one and broken settings say so", () => {
    const folder = folderWith({ "a.png": png(3, 3, () => [0, 0, 0]) });
    expect(codesOf(() => openWhole(folder, request([1, 3, 3, 3])))).toEqual(["DATA_LAYOUT"]);
    expect(codesOf(() => openWhole(folder, request([1, 7, 3, 9])))).toEqual(["DATA_LAYOUT"]);
    expect(codesOf(() => openWhole(folderWith({}), request([1, 3, 2, 2])))).toEqual(["DATA_NONE"]);
    expect(codesOf(() => openWhole(join(folder, "nowhere"), request([1, 3, 2, 2])))).toEqual(["DATA_MISSING"]);
    expect(codesOf(() => request([1], { std: [0], rezise: 3 }))).toEqual(["DATA_OPTIONS", "DATA_OPTIONS"]);
  });
});

describe("arrays of numbers", () => {
  test("the first axis counts samples; .npz arrays are named after inputs, labels beside", () => {
    const values = npy("<f4", "(2, 3)", floats(1, 2, 3, 4, 5, 6));
    expect(
      openWhole(join(folderWith({ "x.npy": values }), "x.npy"), request([1, 3]))
        .sample(1)
        .inputs.get("image")?.data,
    ).toEqual(Float32Array.from([4, 5, 6]));
    const archive = zipSync({ "image.npy": values, "labels.npy": npy("|u1", "(2,)", Uint8Array.from([5, 6])) });
    const sample = openWhole(join(folderWith({ "x.npz": archive }), "x.npz"), request([1, 3])).sample(1);
    expect(sample.inputs.get("image")?.data).toEqual(Float32Array.from([4, 5, 6]));
    expect(sample.target).toEqual({ kind: "class", label: 6 });
  });

  test("Fortran order, big endian and half precision are read", () => {
    const transposed = npy("<f4", "(2, 3)", floats(1, 4, 2, 5, 3, 6), "True");
    const folder = folderWith({
      "f.npy": transposed,
      "b.npy": npy(">i2", "(3,)", Uint8Array.from([0, 1, 255, 255, 1, 0])),
    });
    const row = (name: string, index: number) =>
      openWhole(join(folder, name), request([1, 3]))
        .sample(index)
        .inputs.get("image")?.data;
    expect(row("f.npy", 1)).toEqual(Float32Array.from([4, 5, 6]));
    expect(codesOf(() => row("b.npy", 0))).toEqual(["DATA_SHAPE"]);
    const half = folderWith({ "h.npy": npy("<f2", "(1, 2)", Uint8Array.from([0, 0x3c, 0, 0xc0])) });
    expect(
      openWhole(join(half, "h.npy"), request([1, 2]))
        .sample(0)
        .inputs.get("image")?.data,
    ).toEqual(Float32Array.from([1, -2]));
  });

  test.each([
    ["NaN", npy("<f4", "(1, 2)", floats(1, NaN)), "DATA_NOT_FINITE"],
    ["another shape", npy("<f4", "(1, 3)", floats(1, 2, 3)), "DATA_SHAPE"],
    ["a cut file", npy("<f4", "(9, 2)", floats(1, 2)), "DATA_FORMAT"],
    ["objects", npy("|O", "(1, 2)", floats(1, 2)), "DATA_FORMAT"],
    ["no array", new Uint8Array(40), "DATA_FORMAT"],
  ])("%s is a message", (_, bytes, code) => {
    const file = join(folderWith({ "x.npy": bytes }), "x.npy");
    expect(codesOf(() => openWhole(file, request([1, 2])).sample(0))).toEqual([code]);
    expect(() => openWhole(file, request([1, 2])).sample(0)).toThrow("x.npy");
  });
});

describe("splits", () => {
  const vector = (...values: readonly number[]): Uint8Array => npy("<f4", `(${values.length}, 1)`, floats(...values));
  const elements = (dataset: ReturnType<typeof openWhole>): readonly number[] =>
    Array.from({ length: dataset.count }, (_, i) => dataset.sample(i).inputs.get("image")?.data[0] ?? NaN);

  test("a set without a split is cut in two disjoint halves, the same for the same seed", () => {
    const file = join(folderWith({ "x.npy": vector(0, 1, 2, 3, 4, 5, 6) }), "x.npy");
    const { calibration, evaluation, overlaps } = openData(file, request([1, 1]));
    expect(overlaps).toBe(false);
    expect([...elements(calibration), ...elements(evaluation)].sort()).toEqual([0, 1, 2, 3, 4, 5, 6]);
    expect(elements(openData(file, request([1, 1])).calibration)).toEqual(elements(calibration));
  });

  test("a single sample does both, which is said", () => {
    const file = join(folderWith({ "x.npy": vector(3) }), "x.npy");
    expect(openData(file, request([1, 1])).overlaps).toBe(true);
  });

  test("tiles of one picture stay on one side of the cut", () => {
    const tile = (picture: string): Sample => ({ name: picture, inputs: new Map() });
    const pictures = ["a", "a", "a", "b", "b", "c", "d", "d"];
    const dataset: Dataset = {
      source: "pictures",
      count: pictures.length,
      targets: "none",
      sample: index => tile(pictures[index] ?? ""),
      cutFrom: index => pictures[index] ?? "",
    };
    const seen = (set: Dataset): ReadonlySet<string> =>
      new Set(Array.from({ length: set.count }, (_, i) => set.sample(i).name));
    for (let seed = 1; seed <= 20; seed++) {
      const { calibration, evaluation } = halve(dataset, seed);
      expect(calibration.count + evaluation.count).toBe(8);
      expect(calibration.count).toBeGreaterThan(0);
      expect([...seen(calibration)].filter(name => seen(evaluation).has(name))).toEqual([]);
    }
  });

  test("tiles of the only picture there is are cut in two all the same", () => {
    const dataset: Dataset = {
      source: "one picture",
      count: 4,
      targets: "none",
      sample: index => ({ name: String(index), inputs: new Map() }),
      cutFrom: () => "picture",
    };
    const { calibration, evaluation, overlaps } = halve(dataset, 1);
    expect([calibration.count, evaluation.count, overlaps]).toEqual([2, 2, false]);
  });

  test("folders or files named after splits are kept apart", () => {
    const { calibration, evaluation } = openData(
      folderWith({ "calib.npy": vector(1), "test.npy": vector(2) }),
      request([1, 1]),
    );
    expect([elements(calibration), elements(evaluation)]).toEqual([[1], [2]]);
  });
});

describe("CIFAR-10 and MNIST files", () => {
  const record = (label: number): Uint8Array =>
    Uint8Array.from([label, ...Array.from({ length: 3072 }, (_, i) => i % 251)]);
  const idx = (dims: readonly number[], data: readonly number[]): Uint8Array =>
    Uint8Array.from([0, 0, 8, dims.length, ...dims.flatMap(dim => [0, 0, 0, dim]), ...data]);

  test("records hold a class and three planes", () => {
    const folder = folderWith({ "data_batch_1.bin": record(3), "test_batch.bin": record(9) });
    const { calibration, evaluation } = openData(folder, request([1, 3, 32, 32]));
    expect([calibration.sample(0).target, evaluation.sample(0).target]).toEqual([
      { kind: "class", label: 3 },
      { kind: "class", label: 9 },
    ]);
    expect([...(evaluation.sample(0).inputs.get("image")?.data ?? [])]).toEqual([...record(0).subarray(1)]);
  });

  test("IDX files may be compressed; labels lie beside the images", () => {
    const folder = folderWith({
      "train-images-idx3-ubyte.gz": gzipSync(idx([2, 1, 2], [1, 2, 3, 4])),
      "train-labels-idx1-ubyte.gz": gzipSync(idx([2], [7, 8])),
      "t10k-images-idx3-ubyte": idx([1, 1, 2], [5, 6]),
      "t10k-labels-idx1-ubyte": idx([1], [9]),
    });
    const { calibration, evaluation } = openData(folder, request([1, 1, 1, 2]));
    expect(calibration.sample(1).inputs.get("image")?.data).toEqual(Float32Array.from([3, 4]));
    expect(evaluation.sample(0).target).toEqual({ kind: "class", label: 9 });
  });

  test.each([
    ["a cut record", { "data_batch_1.bin": record(1).slice(0, 99), "test_batch.bin": record(1) }],
    ["a class of 10", { "data_batch_1.bin": record(10), "test_batch.bin": record(1) }],
  ])("%s is a message", (_, files) => {
    expect(codesOf(() => openData(folderWith(files), request([1, 3, 32, 32])))).toEqual(["DATA_FORMAT"]);
  });
});

describeWithData("the data sets of the data folder", () => {
  test("CIFAR-10 and MNIST keep their splits", () => {
    const cifar = openData(dataPath("datasets", "cifar10"), request([1, 3, 32, 32]));
    expect([cifar.calibration.count, cifar.evaluation.count]).toEqual([10_000, 1000]);
    const mnist = openData(dataPath("datasets", "mnist"), request([1, 1, 28, 28]));
    expect([mnist.calibration.count, mnist.evaluation.count]).toEqual([60_000, 10_000]);
  });

  test("photographs with transparency are read, and cut to tiles for a network that enlarges", () => {
    const wide = { id: "large", type: tensorType("f32", [1, 1, 300, 300]) };
    const tiles = openWhole(dataPath("datasets", "photos-x4", "lr"), {
      ...request([1, 1, 100, 100], { range: [0, 1] }),
      enlargedTo: wide,
    });
    // Two pictures are larger than 300 by 300, and smaller than 600 by 600: two tiles along each side, the last at its end.
    expect(Array.from({ length: tiles.count }, (_, i) => tiles.sample(i).name)).toEqual([
      ...["0,0", "117,0", "0,32", "117,32"].map(place => `airplane.png at ${place}`),
      ...["0,0", "19,0", "0,45", "19,45"].map(place => `astronaut.png at ${place}`),
    ]);
    const { inputs, target } = tiles.sample(0);
    expect(inputs.get("image")?.type.dims).toEqual([1, 1, 100, 100]);
    expect(target).toMatchObject({ kind: "image", range: 1 });
    // What is shrunk is stored in 8 bits again.
    for (const level of inputs.get("image")?.data ?? [NaN])
      expect(Math.abs(level * 255 - Math.round(level * 255))).toBeLessThan(1e-4);
  });
});
