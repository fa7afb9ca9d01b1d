/** One node: its operator, operands, attributes, types and origins. */
import type { IToken } from "chevrotain";
import { type AttributeSpec, type AttributeSpecs, type AttributeValue, fitsSpec, withDefaults } from "../attributes.ts";
import { nodeFaults } from "../check-node.ts";
import type { Node } from "../graph.ts";
import { isOpName, opDef, type OpName, ops } from "../ops/index.ts";
import { formatType, type TensorType, typesEqual } from "../tensor.ts";
import * as messages from "./messages.ts";
import { readOrigins } from "./origins.ts";
import { placeOf } from "./place.ts";
import { readType } from "./read-type.ts";
import { define, idOf, readString, type Reading, resolve, suggestion } from "./reading.ts";
import type { AttributeSyntax, NodeSyntax } from "./syntax.ts";

/** The node, or nothing with faults; its results are known to what follows either way. */
export const readNode = (reading: Reading, syntax: NodeSyntax): readonly Node[] => {
  const faultsBefore = reading.faults.length;
  const origins = readOrigins(reading, syntax.origins);
  const written = syntax.types?.map(type => readType(reading, type));
  const operation = readOperation(reading, syntax);
  const types = operation === undefined ? [] : resultTypes(reading, syntax, operation, written);
  for (const [i, name] of syntax.results.entries()) define(reading, name, types[i] ?? written?.[i]);
  if (operation === undefined || reading.faults.length > faultsBefore) return [];
  const results = syntax.results.flatMap((name, i) => {
    const type = types[i];
    return type === undefined ? [] : [{ id: idOf(reading, name), type }];
  });
  return [{ ...operation.node, results, origins }];
};

interface Operation {
  readonly node: Pick<Node, "op" | "operands" | "attributes">;
  readonly inferred: readonly TensorType[];
}

const readOperation = (reading: Reading, { op: opToken, operands, attributes }: NodeSyntax): Operation | undefined => {
  const op = opToken.image;
  const known = operands.flatMap(reference => resolve(reading, reference) ?? []);
  if (!isOpName(op)) {
    const place = placeOf(reading.source, opToken);
    reading.faults.push(
      messages.unknownOperator(
        op,
        place,
        suggestion(reading, op, () => Object.keys(ops)),
      ),
    );
    return undefined;
  }
  const given = readAttributes(reading, op, attributes);
  const types = known.flatMap(({ type }) => type ?? []);
  if (given === undefined || types.length < operands.length) return undefined;
  const filled = withDefaults(opDef(op).attributes, given);
  const faults = nodeFaults(opDef(op), types, filled);
  for (const fault of faults) reading.faults.push(messages.illegalNode(op, placeOf(reading.source, opToken), fault));
  if (faults.length > 0) return undefined;
  const inferred = opDef(op).infer({ operands: types, attributes: filled });
  return { node: { op, operands: known.map(({ id }) => id), attributes: filled }, inferred };
};

/** The types as inferred; where the text writes them, they must be the same. */
const resultTypes = (
  { source, faults }: Reading,
  { results, op, types: written }: NodeSyntax,
  { inferred }: Operation,
  read: readonly (TensorType | undefined)[] | undefined,
): readonly TensorType[] => {
  for (const found of [results.length, written?.length ?? inferred.length])
    if (found !== inferred.length) {
      faults.push(messages.wrongResultCount(op.image, placeOf(source, op), found, inferred.length));
      return inferred;
    }
  for (const [i, expected] of inferred.entries()) {
    const [type, syntax] = [read?.[i], written?.[i]];
    if (type !== undefined && syntax !== undefined && !typesEqual(type, expected)) {
      const place = placeOf(source, syntax.dtype);
      faults.push(messages.wrongResultType(op.image, place, formatType(type), formatType(expected)));
    }
  }
  return inferred;
};

/** The attributes as given, or undefined with faults. */
const readAttributes = (
  reading: Reading,
  op: OpName,
  attributes: readonly AttributeSyntax[],
): Readonly<Record<string, AttributeValue>> | undefined => {
  const faultsBefore = reading.faults.length;
  const specs: AttributeSpecs = opDef(op).attributes;
  const given: Record<string, AttributeValue> = {};
  for (const { name: nameToken, value } of attributes) {
    const name = wordOf(reading, nameToken);
    const place = placeOf(reading.source, nameToken);
    const spec = Object.hasOwn(specs, name) ? specs[name] : undefined;
    const read = readLiteral(reading, value);
    if (spec === undefined)
      reading.faults.push(
        messages.unknownAttribute(
          op,
          name,
          place,
          suggestion(reading, name, () => Object.keys(specs)),
        ),
      );
    else if (Object.hasOwn(given, name)) reading.faults.push(messages.duplicateAttribute(name, place));
    else if (!fitsSpec(spec, read)) {
      const valuePlace = placeOf(reading.source, value.token);
      reading.faults.push(messages.illegalAttribute(op, name, valuePlace, expectationOf(spec)));
    } else given[name] = read;
  }
  return reading.faults.length > faultsBefore ? undefined : given;
};

const expectationOf = ({ kind, oneOf }: AttributeSpec): string => {
  if (oneOf !== undefined) return oneOf.join(" or ");
  return {
    int: "a whole number",
    float: "a number",
    flag: "true or false",
    string: "a word",
    ints: "whole numbers in brackets, as in [1,2]",
    floats: "numbers in brackets, as in [0.5,1]",
    strings: "words in brackets, as in [relu,add]",
  }[kind];
};

const readLiteral = (reading: Reading, literal: AttributeSyntax["value"]): AttributeValue => {
  if (literal.kind === "single") return readScalar(reading, literal.token);
  const elements = literal.elements.map(token => readScalar(reading, token));
  // A mixed list fits no spec, whatever type it is given here.
  return elements as readonly number[];
};

const readScalar = (reading: Reading, token: IToken): number | boolean | string => {
  if (token.tokenType.name === "NumberLiteral") return Number(token.image);
  const word = wordOf(reading, token);
  return token.image === "true" || token.image === "false" ? word === "true" : word;
};

const wordOf = (reading: Reading, token: IToken): string =>
  token.tokenType.name === "StringLiteral" ? readString(reading, token) : token.image;
