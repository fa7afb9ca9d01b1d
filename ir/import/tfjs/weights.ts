/**
 * Weights of TensorFlow.js models: groups of shards, each group one run of bytes once its shards are put together. The importer
 * reads no disk: the caller gives a function that does. Format: github.com/tensorflow/tfjs, "weights manifest".
 */
import type { Diagnostic } from "../../../support/diagnostic.ts";
import type { DType, TensorData } from "../../dtype.ts";
import { elementCount, type Tensor } from "../../tensor.ts";
import { isSensibleShape } from "../conversion/limits.ts";
import { isFault, rawData, storedBytes } from "../conversion/raw-data.ts";
import { type JsonObject, Malformed } from "./json.ts";
import { messages, missingShard, shardOutside, shortShards } from "./messages.ts";

export type ShardAnswer =
  | { readonly kind: "data"; readonly bytes: Uint8Array }
  /** There is no such file. */
  | { readonly kind: "missing" }
  /** A link leads out of the model's folder. */
  | { readonly kind: "outside" };

/** Reads a file whose path is relative to the model's folder, free of `..` and not absolute. */
export type ShardReader = (path: string) => ShardAnswer;

export interface Weights {
  readonly tensors: ReadonlyMap<string, Tensor>;
  /** Of types that the graph IR does not have: a fault of the nodes that read them only. */
  readonly unsupported: ReadonlyMap<string, string>;
  readonly faults: readonly Diagnostic[];
  /** In all shards. */
  readonly bytes: number;
}

interface WeightSpec {
  readonly name: string;
  readonly shape: readonly number[];
  /** Of the tensor, as TensorFlow.js calls it. */
  readonly dtype: string;
  readonly quantization: Quantization | undefined;
}

/** value = code · scale + min; 16-bit floats have neither. */
interface Quantization {
  readonly dtype: "uint8" | "uint16" | "float16";
  readonly scale: number;
  readonly min: number;
}

/** @throws Malformed where the manifest is none. */
export const readWeights = (
  manifest: readonly JsonObject[],
  read: ShardReader | undefined,
  file: string | undefined,
): Weights => {
  const groups = manifest.map(group => readGroup(group, read, file));
  return {
    tensors: new Map(groups.flatMap(({ tensors }) => tensors)),
    unsupported: new Map(groups.flatMap(({ unsupported }) => unsupported)),
    faults: groups.flatMap(({ faults }) => faults),
    bytes: groups.reduce((sum, { size }) => sum + size, 0),
  };
};

interface Group {
  readonly tensors: readonly (readonly [string, Tensor])[];
  readonly unsupported: readonly (readonly [string, string])[];
  readonly faults: readonly Diagnostic[];
  readonly size: number;
}

const readGroup = (group: JsonObject, read: ShardReader | undefined, file: string | undefined): Group => {
  const paths = group.strings("paths");
  const specs = group.objects("weights").map(specOf);
  const { bytes, faults } = joined(paths, specs, read, file);
  const none = { tensors: [], unsupported: [], size: bytes.length };
  if (faults.length > 0) return { ...none, faults };
  const needed = specs.reduce((sum, spec) => sum + bytesOf(spec), 0);
  // Text has no length that the manifest tells, and ends what can be found.
  const isTold = specs.every(({ dtype }) => dtype !== "string");
  if (isTold && needed !== bytes.length) return { ...none, faults: [shortShards(file, paths, needed, bytes.length)] };
  return { ...decoded(specs, bytes, file), size: bytes.length };
};

const decoded = (specs: readonly WeightSpec[], bytes: Uint8Array, file: string | undefined): Omit<Group, "size"> => {
  const tensors: [string, Tensor][] = [];
  const unsupported: [string, string][] = [];
  const faults: Diagnostic[] = [];
  let offset = 0;
  for (const spec of specs) {
    const end = offset + bytesOf(spec);
    const found = tensorOf(spec, bytes.subarray(offset, end));
    if (found === undefined) unsupported.push([spec.name, `a tensor of ${spec.dtype}, which is not supported`]);
    else if (isFault(found)) faults.push(messages.faultyTensor(file, spec.name, found.fault));
    else tensors.push([spec.name, found]);
    offset = end;
  }
  return { tensors, unsupported, faults };
};

const specOf = (spec: JsonObject): WeightSpec => {
  const shape = spec.numbers("shape");
  if (!isSensibleShape(shape)) throw new Malformed(`${spec.path}.shape is [${shape.join(",")}], no tensor's shape`);
  return {
    name: spec.string("name"),
    shape,
    dtype: spec.string("dtype"),
    quantization: spec.has("quantization") ? quantizationOf(spec.object("quantization")) : undefined,
  };
};

const quantizationOf = (quantization: JsonObject): Quantization => {
  const dtype = quantization.string("dtype");
  if (dtype === "float16") return { dtype, scale: 1, min: 0 };
  if (dtype !== "uint8" && dtype !== "uint16")
    throw new Malformed(`${quantization.path}.dtype is ${dtype}; uint8, uint16 and float16 are known`);
  return { dtype, scale: quantization.number("scale"), min: quantization.number("min") };
};

const dtypes: Readonly<Record<string, DType>> = { float32: "f32", int32: "int32", bool: "bool", float16: "f16" };

/** Undefined for types that the graph IR does not have. */
export const dtypeOfTfjs = (name: string): DType | undefined =>
  Object.hasOwn(dtypes, name) ? dtypes[name] : undefined;

const storedType = ({ dtype, quantization }: WeightSpec): DType | undefined =>
  quantization === undefined
    ? dtypeOfTfjs(dtype)
    : ({ uint8: "uint8", uint16: "uint16", float16: "f16" } as const)[quantization.dtype];

const bytesOf = (spec: WeightSpec): number => {
  const dtype = storedType(spec);
  if (dtype !== undefined) return storedBytes({ dtype, dims: spec.shape });
  return spec.dtype === "complex64" ? 8 * elementCount(spec.shape) : 0;
};

const tensorOf = (spec: WeightSpec, bytes: Uint8Array): Tensor | { readonly fault: string } | undefined => {
  const { shape: dims, quantization } = spec;
  const [dtype, stored] = [dtypeOfTfjs(spec.dtype), storedType(spec)];
  if (dtype === undefined || stored === undefined) return undefined;
  const data = rawData(bytes, { dtype: stored, dims });
  if (isFault(data)) return data;
  return { type: { dtype, dims }, data: quantization === undefined ? data : dequantized(data, dtype, quantization) };
};

/** In f32, as TensorFlow.js does when it loads them. */
const dequantized = (data: TensorData, dtype: DType, { scale, min }: Quantization): TensorData => {
  const real = (code: number): number => Math.fround(Math.fround(code * scale) + min);
  return dtype === "int32" ? Int32Array.from(data, code => Math.round(real(code))) : Float32Array.from(data, real);
};

const joined = (
  paths: readonly string[],
  specs: readonly WeightSpec[],
  read: ShardReader | undefined,
  file: string | undefined,
): { readonly bytes: Uint8Array; readonly faults: readonly Diagnostic[] } => {
  const faults: Diagnostic[] = [];
  const shards = paths.flatMap(given => {
    const path = given.replaceAll("\\", "/");
    if (leavesFolder(path)) {
      faults.push(shardOutside(file, given));
      return [];
    }
    const answer: ShardAnswer = read?.(path) ?? { kind: "missing" };
    if (answer.kind === "data") return [answer.bytes];
    faults.push(
      answer.kind === "outside"
        ? shardOutside(file, given)
        : missingShard(
            file,
            given,
            specs.map(({ name }) => name),
          ),
    );
    return [];
  });
  return { bytes: concatenated(shards), faults };
};

const concatenated = (parts: readonly Uint8Array[]): Uint8Array => {
  const [only] = parts;
  if (only !== undefined && parts.length === 1) return only;
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.length;
  }
  return whole;
};

const leavesFolder = (path: string): boolean =>
  path === "" ||
  path.startsWith("/") ||
  /^[A-Za-z]:/.test(path) ||
  path.includes("\0") ||
  path.split("/").includes("..");
