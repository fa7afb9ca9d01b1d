/** Damage for texts of a language, token by token. */
import type { RandomStream } from "../../support/random.ts";

/** Changes the tokens of a text. */
export type Mutate = (parts: string[], stream: RandomStream) => readonly string[];

export interface Language {
  /** Right ones. */
  readonly texts: readonly string[];
  /** The parts that a text consists of, so that most mutants are nearly right. */
  readonly tokensOf: (text: string) => string[];
  readonly strange: readonly string[];
  readonly words: readonly string[];
}

export const textMutations = ({ texts, tokensOf, strange, words }: Language): Readonly<Record<string, Mutate>> => ({
  "a token dropped": (parts, stream) => parts.toSpliced(stream.integer(0, parts.length - 1), 1),
  "a token doubled": (parts, stream) => {
    const at = stream.integer(0, parts.length - 1);
    return parts.toSpliced(at, 0, parts[at]!);
  },
  "two tokens swapped": (parts, stream) => {
    const [a, b] = [stream.integer(0, parts.length - 1), stream.integer(0, parts.length - 1)];
    return parts.with(a, parts[b]!).with(b, parts[a]!);
  },
  "a strange character put in": (parts, stream) =>
    parts.toSpliced(stream.integer(0, parts.length), 0, strange[stream.integer(0, strange.length - 1)]!),
  "a token replaced by another word": (parts, stream) =>
    parts.with(stream.integer(0, parts.length - 1), words[stream.integer(0, words.length - 1)]!),
  "a random character changed": (parts, stream) => {
    const text = parts.join("");
    const at = stream.integer(0, text.length - 1);
    return [text.slice(0, at), String.fromCharCode(stream.integer(0, 0xffff)), text.slice(at + 1)];
  },
  "the end cut off": (parts, stream) => parts.slice(0, stream.integer(0, parts.length - 1)),
  "another text put in": (parts, stream) => {
    const other = tokensOf(texts[stream.integer(0, texts.length - 1)]!);
    const from = stream.integer(0, other.length);
    return parts.toSpliced(stream.integer(0, parts.length), 3, ...other.slice(from, from + 20));
  },
});
