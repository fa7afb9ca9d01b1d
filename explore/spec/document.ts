/**
 * A specification as JSON, and as a literal in TypeScript: the same parts under the same names, quantities as texts with units. The
 * schema is published as docs/spec.schema.json.
 */
import { z } from "zod";
import { fpgaDeviceNames } from "../../accelerators/fpga/devices.ts";
import { gpuDeviceNames } from "../../accelerators/gpu/device-table.ts";
import { formatNames } from "../../accelerators/gpu/formats.ts";
import { dramKinds } from "../../accelerators/technology.ts";
import { templates } from "../../accelerators/templates/index.ts";
import { stringifyJson } from "../../support/stable-json.ts";
import { metrics } from "../metrics.ts";
import { accuracyMetrics, proxyMeasures } from "./tables/accuracy.ts";
import { fpgaResources, fpgaStyles } from "./tables/devices.ts";
import { quantizationMethods } from "./tables/quantization.ts";
import { acquisitions, strategies } from "./tables/search.ts";
import { spaces } from "./tables/spaces.ts";
import { knownTechnologies } from "./tables/technologies.ts";

const namesOf = <N extends string>(table: Readonly<Record<N, unknown>>): z.ZodEnum<{ [K in N]: K }> =>
  z.enum(Object.keys(table) as [N, ...N[]]);

/** `"20 ms"`; a bare number where a count is meant. */
const quantity = z.union([z.string(), z.number()]);
/** One, several to choose from, or a range. */
const numbers = z.union([
  quantity,
  z.array(quantity).min(1),
  z.strictObject({ from: quantity, to: quantity, step: quantity.optional() }),
]);
const name = z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/, "a name has letters, digits and _, and begins with no digit");

const accuracy = z.discriminatedUnion("from", [
  z.strictObject({ from: z.literal("proxy"), measure: namesOf(proxyMeasures).optional() }),
  z.strictObject({
    from: z.literal("training"),
    split: z.array(z.number()).optional(),
    epochs: z.number().optional(),
  }),
  z.strictObject({ from: z.literal("table"), file: z.string(), column: name }),
  z.strictObject({ from: z.literal("data"), file: z.string(), metric: namesOf(accuracyMetrics) }),
]);

const space = z
  .object({ name: namesOf(spaces) })
  .catchall(
    z.union([
      z.number(),
      z.array(z.number()).min(1),
      z.string(),
      z.strictObject({ in: z.array(z.number()).min(1) }),
      z.strictObject({ from: z.number(), to: z.number(), step: z.number().optional() }),
    ]),
  );

const network = z.strictObject({
  model: z.string().optional(),
  bind: z.record(z.string(), z.number()).optional(),
  space: space.optional(),
  rate: quantity.optional(),
  weight: z.number().optional(),
  accuracy: accuracy.optional(),
});

const template = namesOf(templates);
const accelerator = z.object({ template: z.union([template, z.array(template).min(1)]) }).catchall(numbers);

const asic = z.strictObject({
  technology: z.enum(knownTechnologies),
  clock: quantity.optional(),
  dram: z
    .strictObject({ kind: z.enum(dramKinds).optional(), bandwidth: quantity.optional(), energy: quantity.optional() })
    .optional(),
  accelerators: z.record(name, accelerator),
  totals: z.record(name, quantity).optional(),
});

const fpga = z.strictObject({
  device: z.enum(fpgaDeviceNames),
  style: namesOf(fpgaStyles).optional(),
  clock: quantity.optional(),
  utilization: z.partialRecord(z.enum(fpgaResources), quantity).optional(),
});

const metric = namesOf(metrics);
const scope = { drop: z.literal(true).optional(), of: name.optional() };

export const specDocument = z.strictObject({
  $schema: z.string().optional(),
  design: z.string().min(1),
  networks: z.record(name, network),
  asic: asic.optional(),
  fpga: fpga.optional(),
  gpu: z
    .strictObject({
      device: z.enum(gpuDeviceNames),
      batch: z.number().optional(),
      precision: z.enum(formatNames).optional(),
    })
    .optional(),
  quantize: z
    .strictObject({
      method: namesOf(quantizationMethods).optional(),
      weights: numbers.optional(),
      activations: numbers.optional(),
    })
    .optional(),
  search: z
    .strictObject({
      strategy: namesOf(strategies).optional(),
      acquisition: namesOf(acquisitions).optional(),
      budget: z.string().optional(),
      seed: z.number().optional(),
    })
    .optional(),
  require: z
    .array(
      z.union([
        z.strictObject({ metric, ...scope, atMost: quantity }),
        z.strictObject({ metric, ...scope, atLeast: quantity }),
      ]),
    )
    .optional(),
  objectives: z
    .array(z.union([z.strictObject({ minimize: metric, ...scope }), z.strictObject({ maximize: metric, ...scope })]))
    .optional(),
});

/** What a JSON specification holds; in TypeScript, names are checked by the compiler and quantities when it is resolved. */
export type SpecDocument = z.infer<typeof specDocument>;
/** A number with its unit in a document. */
export type DocumentQuantity = z.infer<typeof quantity>;
/** A value, a list or a range in a document. */
export type DocumentNumbers = z.infer<typeof numbers>;

/** JSON Schema, draft 2020-12, as the text of docs/spec.schema.json. */
export const specJsonSchemaText = (): string =>
  stringifyJson({ title: "Mortise specification", ...z.toJSONSchema(specDocument) });
