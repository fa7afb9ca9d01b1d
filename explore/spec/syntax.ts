/**
 * A specification before its names are looked up and its quantities converted: what the parser makes of a text, what JSON and
 * TypeScript are turned into, and what the printer writes. Blocks and entries are alike everywhere; the resolver knows which
 * belong where.
 */
import type { Place } from "../../support/diagnostic.ts";

export interface Word {
  /** Of a quoted string what stands between the quotes. */
  readonly text: string;
  readonly place: Place | undefined;
}

/** `require`, `minimize` and all else that may stand in a block. */
export type EntrySyntax =
  BlockSyntax | SettingSyntax | BindSyntax | TotalSyntax | AccuracySyntax | RequireSyntax | ObjectiveSyntax;

/** Where an entry begins and ends in the text, in characters; for comments. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

interface Entry {
  readonly head: Word;
  /** Absent where there is no text. */
  readonly span?: Span;
}

/** `network faces { … }`, `fpga "XC7Z020" { … }`, `quantize { … }`. */
export interface BlockSyntax extends Entry {
  readonly kind: "block";
  readonly name: NameSyntax | undefined;
  readonly entries: readonly EntrySyntax[];
  /** Just behind the opening brace. */
  readonly open?: number;
  /** Do both braces stand on one line? */
  readonly isOneLine: boolean;
}

export interface NameSyntax extends Word {
  readonly isQuoted: boolean;
}

/** `clock 200 MHz`, `pes in 32..512 step 32`. */
export interface SettingSyntax extends Entry {
  readonly kind: "setting";
  readonly domain: DomainSyntax;
}

export type DomainSyntax =
  | { readonly kind: "single"; readonly value: ValueSyntax }
  | {
      readonly kind: "range";
      readonly from: QuantitySyntax;
      readonly to: QuantitySyntax;
      readonly step: QuantitySyntax | undefined;
    }
  | {
      readonly kind: "list";
      readonly values: readonly ValueSyntax[];
      /** Behind the closing brace: of every value that has none of its own. */
      readonly unit: Word | undefined;
      readonly place: Place | undefined;
    };

export type ValueSyntax =
  | QuantitySyntax
  | ({ readonly kind: "name" } & Word)
  | ({ readonly kind: "string" } & Word)
  /** `3x32x32` */
  | ({ readonly kind: "shape" } & Word)
  /** `random 60/20/20` */
  | { readonly kind: "split"; readonly how: Word; readonly shares: Word };

export interface QuantitySyntax {
  readonly kind: "quantity";
  /** As written, e.g. `8e5`. */
  readonly number: Word;
  readonly unit: Word | undefined;
}

/** `bind batch = 1` */
export interface BindSyntax extends Entry {
  readonly kind: "bind";
  readonly symbol: NameSyntax;
  readonly size: Word;
}

/** `total pes <= 3072` */
export interface TotalSyntax extends Entry {
  readonly kind: "total";
  readonly parameter: Word;
  readonly relation: RelationSyntax;
  readonly bound: QuantitySyntax;
}

export interface RelationSyntax {
  readonly sign: "<=" | ">=";
  readonly place: Place | undefined;
}

/** `accuracy from table "file" column name`, `accuracy from training { … }` */
export interface AccuracySyntax extends Entry {
  readonly kind: "accuracy";
  readonly source: Word;
  readonly file: Word | undefined;
  /** `column acc`, `metric psnr` */
  readonly detail: { readonly key: Word; readonly value: Word } | undefined;
  /** Its head is the source. */
  readonly block: BlockSyntax | undefined;
}

/** `require latency of faces <= 8 ms` */
export interface RequireSyntax extends Entry {
  readonly kind: "require";
  readonly subject: SubjectSyntax;
  readonly relation: RelationSyntax;
  readonly bound: QuantitySyntax;
}

export interface SubjectSyntax {
  readonly metric: Word;
  readonly drop: Word | undefined;
  readonly network: Word | undefined;
}

/** `minimize energy, area` */
export interface ObjectiveSyntax extends Entry {
  readonly kind: "minimize" | "maximize";
  readonly subjects: readonly SubjectSyntax[];
}

/** A text as a whole. */
export interface SpecSyntax {
  readonly design: BlockSyntax;
  readonly comments: readonly CommentSyntax[];
  readonly text: string;
}

export interface CommentSyntax {
  /** From `#` to the end of the line, without spaces at the end. */
  readonly text: string;
  readonly start: number;
}

/** Where a value stands. */
export const placeOfValue = (value: ValueSyntax): Place | undefined => {
  switch (value.kind) {
    case "quantity":
      return value.number.place;
    case "split":
      return value.how.place;
    default:
      return value.place;
  }
};

/** Where a domain stands: at its first value, or at the brace of a list. */
export const placeOfDomain = (domain: DomainSyntax): Place | undefined => {
  switch (domain.kind) {
    case "single":
      return placeOfValue(domain.value);
    case "range":
      return domain.from.number.place;
    case "list":
      return domain.place;
  }
};
