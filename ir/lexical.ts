/** How the text form spells names, words and numbers: the printer writes by these rules and the parser reads by them. */
import { quote } from "../support/quote.ts";
import { type DType, isFloat, roundToFloat } from "./dtype.ts";

const plainId = /^[A-Za-z0-9_.$-]+$/;
const plainWord = /^[A-Za-z_][A-Za-z0-9_]*$/;
const plainOrigin = /^[A-Za-z0-9_./:()[\]-]+$/;

/** Words that read as something else than themselves where a bare word may stand. */
const reserved: ReadonlySet<string> = new Set([
  "network",
  "return",
  "as",
  "elided",
  "unknown",
  "base64",
  "true",
  "false",
  "NaN",
  "Infinity",
]);

/** `%name` or `%"odd name"`; constants and networks carry `@`. */
export const formatId = (sigil: "%" | "@", id: string): string => sigil + (plainId.test(id) ? id : quote(id));

/** A string attribute or an attribute's name: bare where it is an identifier. */
export const formatWord = (text: string): string => (plainWord.test(text) && !reserved.has(text) ? text : quote(text));

/** `conv1, "odd, name"`. */
export const formatOrigins = (origins: readonly string[]): string =>
  origins.map(origin => (plainOrigin.test(origin) ? origin : quote(origin))).join(", ");

/** The shortest decimal that reads back as the same double; keeps the sign of zero. */
export const formatNumber = (value: number): string => (Object.is(value, -0) ? "-0" : String(value));

/** The shortest decimal that reads back as the same element of `dtype`, when rounded to it. */
export const formatElement = (dtype: DType, value: number): string => {
  if (!isFloat(dtype)) return String(value);
  if (dtype === "f64" || !Number.isFinite(value) || value === 0) return formatNumber(value);
  // Nine significant digits tell any two binary32 numbers apart (IEEE 754-2019, 5.12.2).
  for (let digits = 1; digits <= 9; digits++) {
    const candidate = Number(value.toPrecision(digits));
    if (roundToFloat(dtype, candidate) === value) return String(candidate);
  }
  return String(value);
};
