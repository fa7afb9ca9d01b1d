/** Entries and values as text on one line. */
import { quote } from "../../../support/quote.ts";
import type {
  AccuracySyntax,
  BlockSyntax,
  DomainSyntax,
  EntrySyntax,
  NameSyntax,
  QuantitySyntax,
  SubjectSyntax,
  ValueSyntax,
} from "../syntax.ts";

/** An entry in two parts, of which the first is padded where entries are aligned. */
export interface EntryText {
  readonly first: string;
  readonly rest: string;
}

/** An entry without braces. */
type PlainEntry = Exclude<EntrySyntax, BlockSyntax | AccuracySyntax>;

export const plainEntryText = (entry: PlainEntry): EntryText => {
  const first = entry.head.text;
  switch (entry.kind) {
    case "setting":
      return { first, rest: domainText(entry.domain) };
    case "bind":
      return { first, rest: `${nameText(entry.symbol)} = ${entry.size.text}` };
    case "total":
      return { first: `${first} ${entry.parameter.text}`, rest: `${entry.relation.sign} ${quantityText(entry.bound)}` };
    case "require":
      return {
        first: `${first} ${subjectText(entry.subject)}`,
        rest: `${entry.relation.sign} ${quantityText(entry.bound)}`,
      };
    case "minimize":
    case "maximize":
      return { first, rest: entry.subjects.map(subjectText).join(", ") };
  }
};

/** What stands before the braces of a block. */
export const blockHeadText = ({ head, name }: BlockSyntax): EntryText => ({
  first: head.text,
  rest: name === undefined ? "" : nameText(name),
});

/** `accuracy from table "file" column name`; what stands before the braces, where it has any. */
export const accuracyHeadText = ({ head, source, file, detail }: AccuracySyntax): EntryText => {
  const parts = ["from", source.text];
  if (file !== undefined) parts.push(quote(file.text));
  if (detail !== undefined) parts.push(detail.key.text, detail.value.text);
  return { first: head.text, rest: parts.join(" ") };
};

/** A whole entry on one line, or undefined where a block in it stands on several. */
export const inlineText = (entry: EntrySyntax): string | undefined => {
  if (entry.kind === "block") return inlineBlock(joined(blockHeadText(entry)), entry);
  if (entry.kind !== "accuracy") return joined(plainEntryText(entry));
  const head = joined(accuracyHeadText(entry));
  return entry.block === undefined ? head : inlineBlock(head, entry.block);
};

/** `{ weights 8 bits  activations 8 bits }`, or undefined where the block stands on several lines. */
export const inlineBraces = ({ entries, isOneLine }: BlockSyntax): string | undefined => {
  if (!isOneLine) return undefined;
  const texts = entries.map(inlineText);
  if (texts.includes(undefined)) return undefined;
  return texts.length === 0 ? "{ }" : `{ ${texts.join("  ")} }`;
};

const inlineBlock = (head: string, block: BlockSyntax): string | undefined => {
  const braces = inlineBraces(block);
  return braces === undefined ? undefined : `${head} ${braces}`;
};

const joined = ({ first, rest }: EntryText): string => (rest === "" ? first : `${first} ${rest}`);

const nameText = ({ text, isQuoted }: NameSyntax): string => (isQuoted ? quote(text) : text);

const subjectText = ({ metric, drop, network }: SubjectSyntax): string =>
  [metric, drop, ...(network === undefined ? [] : [{ text: "of" }, network])]
    .flatMap(word => (word === undefined ? [] : [word.text]))
    .join(" ");

const domainText = (domain: DomainSyntax): string => {
  switch (domain.kind) {
    case "single":
      return valueText(domain.value);
    case "range": {
      const step = domain.step === undefined ? "" : ` step ${quantityText(domain.step)}`;
      return `in ${quantityText(domain.from)}..${quantityText(domain.to)}${step}`;
    }
    case "list": {
      const unit = domain.unit === undefined ? "" : ` ${domain.unit.text}`;
      return `in { ${domain.values.map(valueText).join(", ")} }${unit}`;
    }
  }
};

const valueText = (value: ValueSyntax): string => {
  switch (value.kind) {
    case "quantity":
      return quantityText(value);
    case "string":
      return quote(value.text);
    case "split":
      return `${value.how.text} ${value.shares.text}`;
    case "name":
    case "shape":
      return value.text;
  }
};

const quantityText = ({ number, unit }: QuantitySyntax): string =>
  unit === undefined ? number.text : `${number.text} ${unit.text}`;
