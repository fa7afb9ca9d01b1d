/** What a reader of `plan.json` may rely on: checked before every write, and published as docs/plan.schema.json. */
import { z } from "zod";
import { engine, kernel, resource } from "./device-schema.ts";

const count = z.int().nonnegative();
const amount = z.number().nonnegative();
const share = z.number().min(0).max(1);
const number = z.number().nullable();
const perName = z.record(z.string(), amount);

const band = z.strictObject({ low: amount, high: amount });

const limit = z.strictObject({
  metric: z.string(),
  relation: z.enum(["<=", ">="]),
  bound: amount,
  value: number,
  unit: z.string(),
  satisfied: z.boolean(),
  margin: z.number().nullable(),
  blame: z.array(z.strictObject({ name: z.string(), share: share.nullable(), reason: z.string() })),
});

const metrics = z.strictObject({
  latencyCycles: amount.nullable(),
  latencySeconds: amount.nullable(),
  energyPj: amount.nullable(),
  energyPjBand: band.nullable(),
  areaMm2: amount.nullable(),
  areaMm2Band: band.nullable(),
  powerWatts: amount.nullable(),
  throughputPerSecond: amount.nullable(),
  modelBytes: amount.nullable(),
  peakActivationBytes: amount.nullable(),
  bitOps: amount.nullable(),
  macs: amount.nullable(),
  parameters: amount.nullable(),
  accuracy: share.nullable(),
  accuracyDb: number,
  accuracyDrop: number,
  accuracyDropDb: number,
  lut: amount.exactOptional(),
  ff: amount.exactOptional(),
  bram: amount.exactOptional(),
  uram: amount.exactOptional(),
  dsp: amount.exactOptional(),
  unknown: z.array(z.strictObject({ metric: z.string(), reason: z.string() })),
});

const contraction = z.strictObject({
  kind: z.literal("contraction"),
  bounds: z.strictObject({ G: count, N: count, K: count, C: count, P: count, Q: count, R: count, S: count }),
  strides: z.array(count),
  dilations: z.array(count),
  epilogueOperationsPerOutput: amount,
});

const vector = z.strictObject({
  kind: z.literal("vector"),
  inputElements: count,
  outputElements: count,
  operations: amount,
  operationBits: count,
  inputBits: amount,
  outputBits: amount,
});

const precision = z.strictObject({
  weightBits: count.nullable(),
  activationBits: count,
  outputBits: count,
  accumulatorBits: count.nullable(),
});

const loops = z.array(z.strictObject({ dimension: z.string(), bound: count }));

const mapping = z.strictObject({
  nest: z.array(z.string()),
  levels: z.array(
    z.strictObject({
      level: z.string(),
      keeps: z.array(z.string()),
      temporal: loops,
      spatialX: loops,
      spatialY: loops,
    }),
  ),
});

const trafficPerName = z.record(z.string(), z.strictObject({ readBits: amount, writtenBits: amount }));

const layer = z.strictObject({
  name: z.string(),
  op: z.string(),
  origins: z.array(z.string()),
  workload: z.discriminatedUnion("kind", [contraction, vector]),
  precision,
  accelerator: z.string(),
  onChip: z.array(z.string()),
  reads: z.array(z.string()).exactOptional(),
  writes: z.array(z.string()).exactOptional(),
  startCycle: amount,
  endCycle: amount,
  mapping: mapping.nullable(),
  kernel: kernel.exactOptional(),
  engine: engine.exactOptional(),
  latencyCycles: amount,
  utilization: share,
  energyPj: z.strictObject({ total: amount, perLevel: perName, perTensor: perName }),
  accesses: z.strictObject({
    perLevel: trafficPerName,
    perTensor: z.record(z.string(), trafficPerName),
    fanOutBits: perName,
  }),
  macs: count,
  bound: z.string(),
});

const port = z.strictObject({ name: z.string(), type: z.string() });

const samples = { source: z.string(), samples: count };

const mixedSearch = z.strictObject({
  objective: z.string(),
  cost: amount,
  greedyGap: number,
  pairMeasurements: count,
  rehearsals: count,
  floatOnChoice: number,
  trials: z.array(
    z.strictObject({
      cost: amount,
      expectedNoise: amount,
      noise: number,
      value: number,
      lost: number,
      standardError: number,
      lostInTheEnd: number,
      meetsLimit: z.boolean(),
    }),
  ),
  chosen: count,
  sensitivitySamples: count,
  sensitivities: z.array(
    z.strictObject({ value: z.string(), bits: count, noise: number, sqnrDb: number, lossGrowth: number }),
  ),
  keptWider: z.array(
    z.strictObject({
      value: z.string(),
      role: z.enum(["activation", "constant", "weight"]),
      layers: z.array(z.string()),
      bits: count,
      narrowest: count,
      noise: number,
      sqnrDb: number,
    }),
  ),
});

const quantization = z.strictObject({
  data: z.strictObject({
    calibration: z.strictObject(samples),
    choice: z.strictObject({ ...samples, heldOut: z.boolean() }).nullable(),
    evaluation: z.strictObject(samples),
    sameSamples: z.boolean(),
    synthetic: z.boolean(),
  }),
  accuracy: z.strictObject({
    metric: z.string(),
    unit: z.string(),
    float: number,
    quantized: number,
    drop: number,
    atLeast: number,
    measuredBy: z.string(),
    outputs: z.array(z.strictObject({ name: z.string(), sqnrDb: number })),
  }),
  bitOps: amount,
  bitOpsAtEightBits: amount,
  tensors: z.array(
    z.strictObject({
      value: z.string(),
      role: z.enum(["activation", "constant", "weight"]),
      bits: count,
      activation: z.string().nullable(),
      layers: z.array(z.string()),
    }),
  ),
  mixed: mixedSearch.nullable(),
});

const network = z.strictObject({
  name: z.string(),
  source: z.string(),
  sha256: z.string().nullable(),
  inputs: z.array(port),
  outputs: z.array(port),
  unknownConstants: z.array(z.string()),
  boundSymbols: z.array(z.strictObject({ name: z.string(), value: count })),
  ratePerSecond: amount.exactOptional(),
  quantization: quantization.exactOptional(),
  layers: z.array(layer),
});

const axis = z.strictObject({ size: count, dimensions: z.array(z.string()) });

const level = z.strictObject({
  name: z.string(),
  capacityBytes: amount.nullable(),
  instances: count,
  holds: z.array(z.string()),
  bandwidth: z.strictObject({ shared: z.boolean(), readBitsPerCycle: amount, writeBitsPerCycle: amount }).nullable(),
  wordBits: amount,
  readPjPerWord: amount,
  writePjPerWord: amount,
  leakageWatts: amount,
  exchange: z.strictObject({ tensor: z.string(), cyclesPerElement: count }).nullable(),
  fanOut: z.strictObject({
    x: axis,
    y: axis,
    multicasts: z.boolean(),
    reduces: z.boolean(),
    sharesWindows: z.boolean(),
    hopPjPerBit: amount,
  }),
});

const compute = z.strictObject({
  processingElements: count,
  skewCycles: count,
  leakageWatts: amount,
  modes: z.array(z.strictObject({ weightBits: count, activationBits: count, energyPj: amount, macsPerCycle: amount })),
});

const accelerator = z.strictObject({
  slot: z.string(),
  template: z.string(),
  parameters: z.record(z.string(), z.union([z.number(), z.string()])),
  levels: z.array(level),
  compute,
  vectorUnit: z.strictObject({
    lanes: amount,
    stages: count,
    functionInterval: amount,
    level: z.string(),
    bitsPerCycle: amount,
    operations: z.array(z.strictObject({ bits: count, energyPj: amount })),
  }),
  otherLeakageWatts: amount,
  areaMm2: z.strictObject({ total: amount, band, breakdown: perName }).nullable(),
  resources: z.array(resource).exactOptional(),
  clockHz: amount,
  technology: z.string(),
  sources: z.record(z.string(), z.string()),
  ignores: z.array(z.string()),
});

const memory = z.strictObject({
  network: z.string(),
  name: z.string(),
  tensor: z.string(),
  level: z.string(),
  region: z.enum(["activations", "weights"]),
  offsetBytes: amount,
  sizeBytes: amount,
  fromCycle: amount,
  toCycle: amount,
  aliases: z.array(z.string()),
});

const coverage = z.strictObject({
  network: z.string(),
  node: z.string(),
  op: z.string(),
  status: z.enum(["mapped", "vector", "free", "unsupported"]),
  reason: z.string(),
  layers: z.array(z.string()),
});

const planDesign = z.strictObject({
  accelerators: z.array(
    z.strictObject({ slot: z.string(), template: z.string(), parameters: z.record(z.string(), z.number()) }),
  ),
  weightBits: count,
  activationBits: count,
  values: z.array(z.number()),
  latencySeconds: amount,
  energyPj: amount.nullable(),
  areaMm2: amount.nullable(),
});

const space = z.strictObject({
  designs: count,
  impossible: count,
  overLimits: count,
  beaten: count,
  evaluated: count,
  unseen: count,
  exact: z.boolean(),
  goals: z.array(z.string()),
  front: z.array(planDesign),
  reason: z.string(),
  conflicts: z.array(
    z.strictObject({
      limits: z.array(z.string()),
      proof: z.enum(["area", "bound", "search"]),
      best: z.number().nullable(),
      statement: z.string(),
    }),
  ),
});

const provenance = z.strictObject({
  version: z.string(),
  seed: z.int(),
  command: z.string(),
  specSha256: z.string().nullable(),
  modelSha256: z.array(z.string()),
  passes: z.array(z.string()),
  search: z.strictObject({
    objective: z.string(),
    exact: z.boolean(),
    distinctWorkloads: count,
    mappingsConsidered: count,
    mappingsPruned: count,
    space: space.exactOptional(),
  }),
});

/**
 * Keys in the order of the file. Unknown keys are refused, so that a misspelt one is seen. A test holds it equal to the
 * `Plan` type, which stands below and cannot be derived from here.
 */
export const planSchema = z.strictObject({
  schema: z.literal("mortise-plan/1"),
  design: z.string(),
  feasible: z.boolean(),
  limits: z.array(limit),
  metrics,
  assumptions: z.array(z.string()),
  networks: z.array(network),
  accelerators: z.array(accelerator),
  memory: z.array(memory),
  coverage: z.array(coverage),
  warnings: z.array(z.strictObject({ code: z.string(), message: z.string() })),
  provenance,
});
