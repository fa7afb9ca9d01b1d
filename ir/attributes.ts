/** Attributes of operators: what kinds exist, how an operator declares them, and their TypeScript types. */

export type AttributeValue = number | boolean | string | readonly number[] | readonly string[];
export type Attributes = Readonly<Record<string, AttributeValue>>;

export type AttributeKind = "int" | "float" | "flag" | "string" | "ints" | "floats" | "strings";

export interface AttributeSpec<T extends AttributeValue = AttributeValue> {
  readonly kind: AttributeKind;
  /** An attribute without a default must be given. */
  readonly default?: T;
  /** The only legal values, for a `string`. */
  readonly oneOf?: readonly string[];
  /** Never set: carries the value's type to the compiler. */
  readonly type?: T;
}
export type AttributeSpecs = Readonly<Record<string, AttributeSpec>>;

/** The attribute values that a definition's specs describe. */
export type AttributesOf<S extends AttributeSpecs> = { readonly [K in keyof S]: NonNullable<S[K]["type"]> };

/** What a caller must give: attributes with a default may be left out. */
export type AttributeInput<S extends AttributeSpecs> = {
  readonly [K in keyof S as S[K] extends { readonly default: AttributeValue } ? never : K]: NonNullable<S[K]["type"]>;
} & {
  readonly [K in keyof S as S[K] extends { readonly default: AttributeValue } ? K : never]?: NonNullable<S[K]["type"]>;
};

type Spec<T extends AttributeValue> = AttributeSpec<T>;
type Defaulted<T extends AttributeValue> = AttributeSpec<T> & { readonly default: T };

function declare<T extends AttributeValue>(kind: AttributeKind): { (): Spec<T>; (byDefault: T): Defaulted<T> } {
  function spec(): Spec<T>;
  function spec(byDefault: T): Defaulted<T>;
  function spec(byDefault?: T): Spec<T> {
    return byDefault === undefined ? { kind } : { kind, default: byDefault };
  }
  return spec;
}

export const int = declare<number>("int");
export const float = declare<number>("float");
export const flag = declare<boolean>("flag");
export const ints = declare<readonly number[]>("ints");
export const floats = declare<readonly number[]>("floats");
export const strings = declare<readonly string[]>("strings");
export const string = declare<string>("string");

export const oneOf = <const T extends string>(values: readonly T[], byDefault: NoInfer<T>): Defaulted<T> => ({
  kind: "string",
  oneOf: values,
  default: byDefault,
});

/** True where `value` is of the spec's kind, and one of its legal values. */
export const fitsSpec = ({ kind, oneOf: legal }: AttributeSpec, value: AttributeValue): boolean =>
  fitsKind[kind](value) && (legal === undefined || legal.some(one => one === value));

const isNumber = (value: unknown): boolean => typeof value === "number";
const isString = (value: unknown): boolean => typeof value === "string";

const fitsKind = {
  int: Number.isInteger,
  float: isNumber,
  flag: value => typeof value === "boolean",
  string: isString,
  ints: value => Array.isArray(value) && value.every(Number.isInteger),
  floats: value => Array.isArray(value) && value.every(isNumber),
  strings: value => Array.isArray(value) && value.every(isString),
} as const satisfies Record<AttributeSpec["kind"], (value: AttributeValue) => boolean>;

/** The given attributes with every default filled in, in the order of the specs; unknown names are kept at the end. */
export const withDefaults = (
  specs: AttributeSpecs,
  given: Readonly<Record<string, AttributeValue | undefined>>,
): Attributes => {
  const filled: Record<string, AttributeValue> = {};
  for (const [name, spec] of Object.entries(specs)) {
    const value = given[name] ?? spec.default;
    if (value !== undefined) filled[name] = value;
  }
  for (const [name, value] of Object.entries(given)) if (value !== undefined) filled[name] ??= value;
  return filled;
};

export const attributeValuesEqual = (a: AttributeValue | undefined, b: AttributeValue | undefined): boolean =>
  Array.isArray(a) && Array.isArray(b)
    ? a.length === b.length && a.every((value, i) => Object.is(value, b[i]))
    : Object.is(a, b);
