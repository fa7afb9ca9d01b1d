/** Reads parsed JSON without trust: every access says what it expects, and what is missing or of another kind is named. */

/** The message reads on from "the model cannot be read: ". */
export class Malformed extends Error {}

export interface JsonObject {
  /** Where it stands in the file, as `modelTopology.node[3]`. */
  readonly path: string;
  has(name: string): boolean;
  /** As it was parsed; undefined where there is none or it is null. */
  raw(name: string): unknown;
  string(name: string, byDefault?: string): string;
  number(name: string, byDefault?: number): number;
  flag(name: string, byDefault?: boolean): boolean;
  numbers(name: string, byDefault?: readonly number[]): readonly number[];
  /** Numbers, of which -1 may be written as null. */
  sizes(name: string): readonly number[];
  strings(name: string, byDefault?: readonly string[]): readonly string[];
  object(name: string): JsonObject;
  objects(name: string, byDefault?: readonly JsonObject[]): readonly JsonObject[];
  names(): readonly string[];
}

/** @throws Malformed where the value is no object. */
export const jsonObject = (value: unknown, path: string): JsonObject => {
  if (!isRecord(value))
    throw new Malformed(`${path === "" ? "the file" : path} must be an object, found ${kindOf(value)}`);
  const at = (name: string): string => (path === "" ? name : `${path}.${name}`);
  const raw = (name: string): unknown => (Object.hasOwn(value, name) ? (value[name] ?? undefined) : undefined);
  const read =
    <T>(kind: string, is: (found: unknown) => found is T) =>
    (name: string, byDefault?: T): T => {
      const found = raw(name) ?? byDefault;
      if (is(found)) return found;
      throw new Malformed(`${at(name)} must be ${kind}, found ${kindOf(found)}`);
    };
  return {
    path,
    has: name => raw(name) !== undefined,
    raw,
    string: read("text", isString),
    number: read("a number", isNumber),
    flag: read("true or false", isBoolean),
    numbers: read("a list of numbers", listOf(isNumber)),
    sizes: name => read("a list of numbers", listOf(isSize))(name).map(size => size ?? -1),
    strings: read("a list of texts", listOf(isString)),
    object: name => jsonObject(raw(name), at(name)),
    objects: (name, byDefault) => {
      const found = raw(name);
      if (found === undefined && byDefault !== undefined) return byDefault;
      if (!Array.isArray(found)) throw new Malformed(`${at(name)} must be a list, found ${kindOf(found)}`);
      return found.map((entry, i) => jsonObject(entry, `${at(name)}[${i}]`));
    },
    names: () => Object.keys(value),
  };
};

export const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const isString = (value: unknown): value is string => typeof value === "string";
const isNumber = (value: unknown): value is number => typeof value === "number" && Number.isFinite(value);
const isSize = (value: unknown): value is number | null => value === null || isNumber(value);
const isBoolean = (value: unknown): value is boolean => typeof value === "boolean";
const listOf =
  <T>(is: (value: unknown) => value is T) =>
  (value: unknown): value is readonly T[] =>
    Array.isArray(value) && value.every(is);

const kindOf = (value: unknown): string => {
  if (value === undefined || value === null) return "nothing";
  if (Array.isArray(value)) return "a list";
  return typeof value === "object" ? "an object" : `a ${typeof value}`;
};
