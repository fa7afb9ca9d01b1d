/** What is known while a text is read from top to bottom: the values so far, the faults so far. */
import type { IToken } from "chevrotain";
import type { Diagnostic } from "../../support/diagnostic.ts";
import { nearestName } from "../../support/nearest.ts";
import { unquote } from "../../support/quote.ts";
import type { Value } from "../graph.ts";
import { formatId } from "../lexical.ts";
import * as messages from "./messages.ts";
import { placeOf, type SourceText } from "./place.ts";

export interface Reading {
  readonly source: SourceText;
  readonly faults: Diagnostic[];
  /** Every value defined so far, by id; one of unknown type has a faulty definition. */
  readonly values: Map<string, KnownValue>;
}

export interface KnownValue extends Pick<Value, "id"> {
  readonly type: Value["type"] | undefined;
  readonly sigil: "%" | "@";
}

/** Makes a name known to what follows. */
export const define = (reading: Reading, name: IToken, type: Value["type"] | undefined): void => {
  const id = idOf(reading, name);
  if (reading.values.has(id)) reading.faults.push(messages.duplicateValue(name.image, placeOf(reading.source, name)));
  reading.values.set(id, { id, type, sigil: name.image.startsWith("@") ? "@" : "%" });
};

/** The value that a reference means, or undefined (with a fault) where nothing above defines it. */
export const resolve = (reading: Reading, reference: IToken): KnownValue | undefined => {
  const known = reading.values.get(idOf(reading, reference));
  if (known?.sigil === reference.image[0]) return known;
  const names = (): string[] => [...reading.values.values()].map(({ id, sigil }) => formatId(sigil, id));
  const nearest = known === undefined ? suggestion(reading, reference.image, names) : formatId(known.sigil, known.id);
  reading.faults.push(messages.unknownValue(reference.image, placeOf(reading.source, reference), nearest));
  return undefined;
};

/** The name behind the sigil, without quotes. */
export const idOf = (reading: Reading, token: IToken): string => {
  const name = token.image.slice(1);
  return name.startsWith('"') ? readString(reading, { ...token, image: name }) : name;
};

/** The string that a quoted token writes; a bad escape is a fault. */
export const readString = (reading: Reading, token: IToken): string => {
  const text = unquote(token.image);
  if (text === undefined)
    reading.faults.push(
      messages.syntaxError(
        `${token.image} is no JSON string: only \\" \\\\ \\/ \\b \\f \\n \\r \\t and \\uXXXX are escapes`,
        placeOf(reading.source, token),
        [],
      ),
    );
  return text ?? token.image;
};

/** Faults beyond these are counted, not shown. */
export const mostShownFaults = 20;

const longestName = 200;

/** The candidate nearest to a mistyped name; none where looking for it would take long or nobody would read it. */
export const suggestion = (reading: Reading, name: string, candidates: () => Iterable<string>): string | undefined =>
  reading.faults.length >= mostShownFaults || name.length > longestName ? undefined : nearestName(name, candidates());
