/**
 * MLPerf Inference's networks as devices see them, from their published dimensions: ResNet-50 v1.5 (He et al., CVPR 2016, with the stride
 * in the 3 × 3 layers) at 224 × 224 and BERT-large (Devlin et al., 2019). Eight-bit integers, as the closed division's submissions run them.
 */
import type { Contraction, VectorWorkload } from "../../mapping/workload.ts";
import { type Bits, quantity } from "../../support/quantity.ts";
import type { DeviceLayer, DeviceNetwork } from "../device.ts";

const bits = { weights: 8, inputs: 8, outputs: 8, partialSums: 32 };

interface Chained {
  readonly layers: readonly DeviceLayer[];
  /** The tensor that comes out. */
  readonly tensor: string;
}

interface ProductShape {
  readonly bounds: Partial<Contraction["bounds"]>;
  readonly stride?: number;
  readonly operations?: number;
  readonly hasFunctions?: boolean;
}

const productLayer = (
  name: string,
  { bounds, stride = 1, operations = 1, hasFunctions = false }: ProductShape,
  { from, residual }: { readonly from: string; readonly residual?: string },
): Chained => {
  const all = { G: 1, N: 1, K: 1, C: 1, P: 1, Q: 1, R: 1, S: 1, ...bounds };
  const outputs = all.G * all.N * all.K * all.P * all.Q;
  const workload: Contraction = {
    kind: "contraction",
    bounds: all,
    strides: [stride, stride],
    dilations: [1, 1],
    bits,
    epilogue: {
      operationsPerOutput: operations + (residual === undefined ? 0 : 1),
      ...(hasFunctions ? { hasFunctions: true } : {}),
      operands: [{ elements: all.K, bits: 32 }, ...(residual === undefined ? [] : [{ elements: outputs, bits: 8 }])],
    },
  };
  const layer: DeviceLayer = {
    name,
    workload,
    reads: [
      { role: "inputs", tensor: from },
      { role: "weights", tensor: undefined },
      { role: "epilogue", tensor: undefined },
      ...(residual === undefined ? [] : [{ role: "epilogue", tensor: residual } as const]),
    ],
    writes: [{ tensor: name, elements: outputs, bits: 8 * outputs }],
  };
  return { layers: [layer], tensor: name };
};

interface Stream {
  readonly operation: string;
  readonly inputElements: number;
  readonly outputElements: number;
  readonly operations: number;
  readonly hasFunctions?: boolean;
}

const streamLayer = (name: string, stream: Stream, from: string, elementBits = 8): Chained => {
  const workload: VectorWorkload = {
    kind: "vector",
    ...stream,
    inputBits: quantity<Bits>(elementBits * stream.inputElements),
    outputBits: quantity<Bits>(elementBits * stream.outputElements),
    operandBits: elementBits,
    resultBits: elementBits,
    elementBits,
  };
  return {
    layers: [
      {
        name,
        workload,
        reads: [{ role: "stream", tensor: from, elements: stream.inputElements, bits: workload.inputBits }],
        writes: [{ tensor: name, elements: stream.outputElements, bits: workload.outputBits }],
      },
    ],
    tensor: name,
  };
};

/** Width, blocks, and size of the output of each stage. */
const stages = [
  [64, 3, 56],
  [128, 4, 28],
  [256, 6, 14],
  [512, 3, 7],
] as const;

export const resnet50v15 = (batch: number): DeviceNetwork => {
  const N = batch;
  const layers: DeviceLayer[] = [];
  const add = (chained: Chained): string => {
    layers.push(...chained.layers);
    return chained.tensor;
  };
  let tensor = add(
    productLayer("conv1", { bounds: { N, K: 64, C: 3, P: 112, Q: 112, R: 7, S: 7 }, stride: 2 }, { from: "image" }),
  );
  const pooled = 64 * 56 * 56 * batch;
  const pool = { operation: "max_pool2d", inputElements: 4 * pooled, outputElements: pooled, operations: 9 * pooled };
  tensor = add(streamLayer("pool1", pool, tensor));
  let channels = 64;
  for (const [stage, [width, blocks, size]] of stages.entries())
    for (let block = 0; block < blocks; block++) {
      const name = `stage${stage + 1}.${block + 1}`;
      const stride = block === 0 && stage > 0 ? 2 : 1;
      const before = size * stride;
      const first = { N, K: width, C: channels, P: before, Q: before };
      const second = { N, K: width, C: width, P: size, Q: size, R: 3, S: 3 };
      const wide = { N, K: 4 * width, P: size, Q: size };
      const narrow = add(productLayer(`${name}.1`, { bounds: first }, { from: tensor }));
      const middle = add(productLayer(`${name}.2`, { bounds: second, stride }, { from: narrow }));
      const shortcut = { bounds: { ...wide, C: channels }, stride, operations: 0 };
      const residual = block > 0 ? tensor : add(productLayer(`${name}.shortcut`, shortcut, { from: tensor }));
      tensor = add(productLayer(`${name}.3`, { bounds: { ...wide, C: width } }, { from: middle, residual }));
      channels = 4 * width;
    }
  const last = 2048 * batch;
  const mean = { operation: "reduce_mean", inputElements: 49 * last, outputElements: last, operations: 49 * last };
  tensor = add(streamLayer("mean", mean, tensor));
  add(productLayer("classes", { bounds: { N, K: 1000, C: 2048 }, operations: 0 }, { from: tensor }));
  return { name: "ResNet-50", layers };
};

const hidden = 1024;
const heads = 16;
const depth = hidden / heads;
const blocks = 24;

/** `tokens` of each of `batch` sequences. */
export const bertLarge = (batch: number, tokens: number): DeviceNetwork => {
  const layers: DeviceLayer[] = [];
  const add = (chained: Chained): string => {
    layers.push(...chained.layers);
    return chained.tensor;
  };
  const rows = batch * tokens;
  const dense = (K: number, C: number): ProductShape => ({ bounds: { P: rows, K, C }, operations: 0 });
  const normalization: Stream = {
    operation: "layer_normalization",
    inputElements: rows * hidden,
    outputElements: rows * hidden,
    operations: 8 * rows * hidden,
  };
  let tensor = "embeddings";
  for (let block = 0; block < blocks; block++) {
    const name = `block${block + 1}`;
    const projected = add(productLayer(`${name}.qkv`, dense(3 * hidden, hidden), { from: tensor }));
    const attended = add(attention(`${name}.attention`, { batch, tokens }, projected));
    const output = productLayer(`${name}.output`, dense(hidden, hidden), { from: attended, residual: tensor });
    tensor = add(streamLayer(`${name}.norm1`, normalization, add(output)));
    const wide = productLayer(
      `${name}.wide`,
      { ...dense(4 * hidden, hidden), operations: 8, hasFunctions: true },
      { from: tensor },
    );
    const narrow = productLayer(`${name}.narrow`, dense(hidden, 4 * hidden), { from: add(wide), residual: tensor });
    tensor = add(streamLayer(`${name}.norm2`, normalization, add(narrow)));
  }
  add(productLayer("answer", dense(2, hidden), { from: tensor }));
  return { name: "BERT-large", layers };
};

const attention = (
  name: string,
  { batch, tokens }: { readonly batch: number; readonly tokens: number },
  from: string,
): Chained => {
  const G = batch * heads;
  const product = (part: string, bounds: Partial<Contraction["bounds"]>, inputs: string): DeviceLayer => {
    const [layer] = productLayer(part, { bounds: { G, ...bounds }, operations: 0 }, { from: inputs }).layers;
    if (layer?.workload.kind !== "contraction") throw new RangeError("a product is a contraction");
    const workload = { ...layer.workload, epilogue: { operationsPerOutput: 0, operands: [] } };
    const reads = [{ role: "inputs", tensor: inputs } as const, { role: "weights", tensor: from } as const];
    return { ...layer, workload, reads };
  };
  const [scores, shares] = [`scratch of ${name}.1`, `scratch of ${name}.2`];
  const elements = G * tokens * tokens;
  const softmax: Stream = {
    operation: "softmax",
    inputElements: elements,
    outputElements: elements,
    operations: 5 * elements,
    hasFunctions: true,
  };
  const first = { ...product(`${name}.1`, { P: tokens, K: tokens, C: depth }, from) };
  const [second] = streamLayer(`${name}.2`, softmax, scores).layers;
  const third = product(`${name}.3`, { P: tokens, K: depth, C: tokens }, shares);
  return {
    layers: [
      { ...first, writes: [{ tensor: scores, elements, bits: 8 * elements }] },
      ...(second === undefined ? [] : [{ ...second, writes: [{ tensor: shares, elements, bits: 8 * elements }] }]),
      third,
    ],
    tensor: third.name,
  };
};
