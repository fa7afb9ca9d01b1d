/** What a reader of `plan.json` may rely on: checked before every write, and published as docs/plan.schema.json. */
import { z } from "zod";

const count = z.int().nonnegative();
const amount = z.number().nonnegative();
const share = z.number().min(0).max(1);
const perName = z.record(z.string(), amount);

const band = z.strictObject({ low: amount, high: amount });

const limit = z.strictObject({
  metric: z.string(),
  relation: z.enum(["<=", ">="]),
  bound: amount,
  value: amount.nullable(),
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
  macs: count.nullable(),
  parameters: count.nullable(),
  accuracy: share.nullable(),
  unknown: z.array(z.strictObject({ metric: z.string(), reason: z.string() })),
});

const contraction = z.strictObject({
  kind: z.literal("contraction"),
  dims: z.strictObject({ G: count, N: count, K: count, C: count, P: count, Q: count, R: count, S: count }),
  strides: z.array(count),
  dilations: z.array(count),
  vectorOperations: amount,
});

const vector = z.strictObject({
  kind: z.literal("vector"),
  vectorOperations: amount,
  inputBytes: amount,
  outputBytes: amount,
});

const loops = z.array(z.strictObject({ dim: z.string(), factor: count }));

const mapping = z.strictObject({
  nest: z.array(z.string()),
  levels: z.array(z.strictObject({ level: z.string(), temporal: loops, spatial: loops })),
});

const traffic = z.record(z.string(), z.strictObject({ readBits: amount, writtenBits: amount }));

const layer = z.strictObject({
  name: z.string(),
  op: z.string(),
  origins: z.array(z.string()),
  workload: z.discriminatedUnion("kind", [contraction, vector]),
  precision: z.strictObject({ weightBits: count.nullable(), activationBits: count }),
  accelerator: z.string(),
  startCycle: amount,
  endCycle: amount,
  mapping: mapping.nullable(),
  latencyCycles: amount,
  utilization: share,
  energyPj: z.strictObject({ total: amount, perLevel: perName }),
  accesses: z.strictObject({ perLevel: traffic, perTensor: traffic }),
  macs: count,
  bound: z.string(),
});

const port = z.strictObject({ name: z.string(), type: z.string() });

const network = z.strictObject({
  name: z.string(),
  source: z.string(),
  sha256: z.string().nullable(),
  inputs: z.array(port),
  outputs: z.array(port),
  boundSymbols: z.array(z.strictObject({ name: z.string(), value: count })),
  layers: z.array(layer),
});

const accelerator = z.strictObject({
  slot: z.string(),
  template: z.string(),
  parameters: z.record(z.string(), z.union([z.number(), z.string(), z.boolean()])),
  levels: z.array(
    z.strictObject({
      name: z.string(),
      capacityBytes: amount.nullable(),
      instances: count,
      holds: z.array(z.string()),
    }),
  ),
  areaMm2: z.strictObject({ total: amount, breakdown: perName }),
  clockHz: amount,
  technology: z.string(),
});

const memory = z.strictObject({
  network: z.string(),
  tensor: z.string(),
  level: z.string(),
  region: z.enum(["activations", "weights"]),
  offsetBytes: count,
  sizeBytes: count,
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

const provenance = z.strictObject({
  version: z.string(),
  seed: z.int(),
  command: z.string(),
  specSha256: z.string().nullable(),
  modelSha256: z.array(z.string()),
  passes: z.array(z.string()),
  search: z.strictObject({ objective: z.string(), distinctWorkloads: count, candidateMappings: count }),
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
