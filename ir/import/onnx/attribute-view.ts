/**
 * Typed access to the attributes of an ONNX node. 64-bit integers become doubles: those beyond 2^53 are sentinels such as
 * "to the end", for which the nearest double serves.
 */
import type { AttributeView } from "./converter.ts";
import { IllFormed } from "../conversion/refusal.ts";
import type { Tensor } from "../../tensor.ts";
import type { AttributeProto, GraphProto, TensorProto } from "./schema/onnx_pb.ts";

/** `AttributeProto.AttributeType`; 0 was written before IR version 2 and says nothing. */
const kinds = { float: 1, int: 2, string: 3, tensor: 4, graph: 5, floats: 6, ints: 7, strings: 8 } as const;
type Kind = keyof typeof kinds;

const text = new TextDecoder();

export const attributeView = (
  attributes: readonly AttributeProto[],
  readTensor: (tensor: TensorProto) => Tensor,
): AttributeView => {
  const byName = new Map(attributes.map(attribute => [attribute.name, attribute]));

  function read<T, D>(kind: Kind, value: (attribute: AttributeProto) => T) {
    return (name: string, ...byDefault: readonly D[]): T | D => {
      const attribute = byName.get(name);
      if (attribute !== undefined) {
        checkKind(attribute, kind);
        return value(attribute);
      }
      if (byDefault.length > 0) return byDefault[0] as D;
      throw new IllFormed(`its attribute ${name} is missing`);
    };
  }
  // Each reader is generic in its default; the interface ties the default's type to the result.
  const int = read("int", ({ i }) => Number(i)) as AttributeView["int"];
  return {
    has: name => byName.has(name),
    int,
    flag: (name, byDefault) => int(name, byDefault ? 1 : 0) !== 0,
    float: read("float", ({ f }) => f) as AttributeView["float"],
    string: read("string", ({ s }) => text.decode(s)) as AttributeView["string"],
    ints: read("ints", ({ ints }) => ints.map(Number)) as AttributeView["ints"],
    floats: read("floats", ({ floats }) => floats) as AttributeView["floats"],
    tensor: read<Tensor, never>("tensor", ({ name, t }) => readTensor(present(name, t))),
    graph: read<GraphProto, never>("graph", ({ name, g }) => present(name, g)),
  };
};

const checkKind = ({ name, type }: AttributeProto, kind: Kind): void => {
  if (type === 0 || type === kinds[kind]) return;
  const found = Object.entries(kinds).find(([, code]) => code === type)?.[0] ?? `of type ${type}`;
  throw new IllFormed(`its attribute ${name} must be ${kind}, found ${found}`);
};

const present = <T>(name: string, value: T | undefined): T => {
  if (value === undefined) throw new IllFormed(`its attribute ${name} has no value`);
  return value;
};
