/**
 * The grammar of a specification. A wrong entry is skipped to the start of the next one, so that one run reports every line at
 * fault. Which entries belong into which block is no matter of the grammar: the resolver says it in the user's words.
 */
import { EmbeddedActionsParser, EOF, type IParserErrorMessageProvider, type IToken, tokenMatcher } from "chevrotain";
import type { Place } from "../../../support/diagnostic.ts";
import { unquote } from "../../../support/quote.ts";
import type {
  AccuracySyntax,
  BindSyntax,
  BlockSyntax,
  DomainSyntax,
  EntrySyntax,
  NameSyntax,
  ObjectiveSyntax,
  QuantitySyntax,
  RelationSyntax,
  RequireSyntax,
  SettingSyntax,
  Span,
  SubjectSyntax,
  TotalSyntax,
  ValueSyntax,
  Word,
} from "../syntax.ts";
import * as t from "./tokens.ts";

export class SpecParser extends EmbeddedActionsParser {
  /** Of the text at hand. */
  private placeOf: (token: IToken) => Place | undefined = () => undefined;

  constructor(errorMessageProvider: IParserErrorMessageProvider) {
    super(t.tokens, { recoveryEnabled: true, maxLookahead: 2, errorMessageProvider });
    this.performSelfAnalysis();
  }

  /** Parses the tokens; undefined where there is no design to speak of. What went wrong is in `errors`. */
  read(tokens: IToken[], placeOf: (token: IToken) => Place): BlockSyntax | undefined {
    this.placeOf = placeOf;
    this.input = tokens;
    return this.specification();
  }

  /** specification = "design" STRING "{" { entry } "}" */
  readonly specification = this.RULE("specification", (): BlockSyntax => {
    const head = this.CONSUME(t.Design);
    const name = this.CONSUME(t.StringLiteral);
    return this.blockOf(head, this.nameOf(name), this.SUBRULE(this.braces));
  });

  private readonly braces = this.RULE("braces", (): Braces => {
    const entries: EntrySyntax[] = [];
    const open = this.CONSUME(t.LeftBrace);
    this.MANY(() => entries.push(this.SUBRULE(this.entry)));
    const close = this.CONSUME(t.RightBrace);
    return { open, entries, close };
  });

  /** entry = bind | total | accuracy | require | objective | block | setting */
  private readonly entry = this.RULE("entry", (): EntrySyntax =>
    this.OR<EntrySyntax>({
      DEF: [
        { ALT: () => this.SUBRULE(this.bind) },
        { ALT: () => this.SUBRULE(this.total) },
        { ALT: () => this.SUBRULE(this.accuracy) },
        { ALT: () => this.SUBRULE(this.require) },
        { ALT: () => this.SUBRULE(this.objective) },
        { GATE: () => this.isBlock(), ALT: () => this.SUBRULE(this.block) },
        { ALT: () => this.SUBRULE(this.setting) },
      ],
      // The first word decides, and what is wrong behind it is said in the words of its own rule.
      MAX_LOOKAHEAD: 1,
      IGNORE_AMBIGUITIES: true,
    }),
  );

  private isBlock(): boolean {
    const second = this.LA(2);
    if (second.tokenType === t.LeftBrace) return true;
    const isName =
      second.tokenType === t.StringLiteral || (tokenMatcher(second, t.Identifier) && second.tokenType !== t.In);
    return isName && this.LA(3).tokenType === t.LeftBrace;
  }

  /** block = WORD [ WORD | STRING ] "{" { entry } "}" */
  private readonly block = this.RULE("block", (): BlockSyntax => {
    const head = this.CONSUME(t.Identifier);
    const name = this.OPTION(() => this.SUBRULE(this.name));
    return this.blockOf(head, name, this.SUBRULE(this.braces));
  });

  private readonly name = this.RULE("name", (): NameSyntax =>
    this.nameOf(this.OR([{ ALT: () => this.CONSUME(t.Identifier) }, { ALT: () => this.CONSUME(t.StringLiteral) }])),
  );

  /** setting = WORD ( "in" domain | value ) */
  private readonly setting = this.RULE("setting", (): SettingSyntax => {
    const head = this.CONSUME(t.Identifier);
    const domain = this.OR<DomainSyntax>({
      DEF: [
        { ALT: () => this.SUBRULE(this.openDomain) },
        { ALT: () => ({ kind: "single", value: this.SUBRULE(this.value) }) },
      ],
      MAX_LOOKAHEAD: 1,
      IGNORE_AMBIGUITIES: true,
    });
    return { kind: "setting", head: this.word(head), domain, span: this.spanFrom(head) };
  });

  /** domain = "in" ( quantity ".." quantity [ "step" quantity ] | "{" value { "," value } "}" [ UNIT ] ) */
  private readonly openDomain = this.RULE("openDomain", (): DomainSyntax => {
    this.CONSUME(t.In);
    return this.OR<DomainSyntax>([{ ALT: () => this.SUBRULE(this.range) }, { ALT: () => this.SUBRULE(this.list) }]);
  });

  private readonly range = this.RULE("range", (): DomainSyntax => {
    const from = this.SUBRULE(this.quantity);
    this.CONSUME(t.Dots);
    const to = this.SUBRULE2(this.quantity);
    const step = this.OPTION(() => {
      this.CONSUME(t.Step);
      return this.SUBRULE3(this.quantity);
    });
    return { kind: "range", from, to, step };
  });

  private readonly list = this.RULE("list", (): DomainSyntax => {
    const values: ValueSyntax[] = [];
    const open = this.CONSUME(t.LeftBrace);
    this.AT_LEAST_ONE_SEP({ SEP: t.Comma, DEF: () => values.push(this.SUBRULE(this.value)) });
    this.CONSUME(t.RightBrace);
    const unit = this.OPTION(() => this.CONSUME(t.Unit));
    return { kind: "list", values, unit: unit && this.word(unit), place: this.placeOf(open) };
  });

  /** value = NUMBER [ UNIT ] | STRING | SHAPE | WORD [ SHARES ] */
  private readonly value = this.RULE("value", (): ValueSyntax =>
    this.OR<ValueSyntax>([
      { ALT: () => this.SUBRULE(this.quantity) },
      { ALT: () => ({ kind: "string", ...this.word(this.CONSUME(t.StringLiteral)) }) },
      { ALT: () => ({ kind: "shape", ...this.word(this.CONSUME(t.Shape)) }) },
      // A name on another line belongs to the next entry: the value was left out.
      { GATE: () => this.isOnLineOfPrevious(), ALT: () => this.SUBRULE(this.nameOrSplit) },
    ]),
  );

  /** A name on the line of the word before it: on another line it would belong to the next entry. */
  private readonly nameOnLine = this.RULE("nameOnLine", (): Word =>
    this.OR([{ GATE: () => this.isOnLineOfPrevious(), ALT: () => this.word(this.CONSUME(t.Identifier)) }]),
  );

  /** Behind a comma a list goes on, on whichever line. */
  private isOnLineOfPrevious(): boolean {
    return this.LA(0).tokenType === t.Comma || this.LA(1).startLine === this.LA(0).endLine;
  }

  private readonly nameOrSplit = this.RULE("nameOrSplit", (): ValueSyntax => {
    const word = this.word(this.CONSUME(t.Identifier));
    const shares = this.OPTION(() => this.CONSUME(t.Shares));
    return shares === undefined ? { kind: "name", ...word } : { kind: "split", how: word, shares: this.word(shares) };
  });

  private readonly quantity = this.RULE("quantity", (): QuantitySyntax => {
    const number = this.CONSUME(t.NumberLiteral);
    const unit = this.OPTION(() => this.CONSUME(t.Unit));
    return { kind: "quantity", number: this.word(number), unit: unit && this.word(unit) };
  });

  /** bind = "bind" ( WORD | STRING ) "=" NUMBER */
  private readonly bind = this.RULE("bind", (): BindSyntax => {
    const head = this.CONSUME(t.Bind);
    const symbol = this.SUBRULE(this.name);
    this.CONSUME(t.Equals);
    const size = this.word(this.CONSUME(t.NumberLiteral));
    return { kind: "bind", head: this.word(head), symbol, size, span: this.spanFrom(head) };
  });

  /** total = "total" WORD "<=" quantity */
  private readonly total = this.RULE("total", (): TotalSyntax => {
    const head = this.CONSUME(t.Total);
    const parameter = this.word(this.CONSUME(t.Identifier));
    const relation = this.relationOf(this.CONSUME(t.Relation));
    const bound = this.SUBRULE(this.quantity);
    return { kind: "total", head: this.word(head), parameter, relation, bound, span: this.spanFrom(head) };
  });

  /** accuracy = "accuracy" "from" WORD [ STRING ] [ ( "column" | "metric" | "measure" ) WORD ] [ "{" { entry } "}" ] */
  private readonly accuracy = this.RULE("accuracy", (): AccuracySyntax => {
    const head = this.CONSUME(t.Accuracy);
    this.CONSUME(t.From);
    const source = this.CONSUME(t.Identifier);
    const file = this.OPTION(() => this.CONSUME(t.StringLiteral));
    const detail = this.OPTION2({
      GATE: () => this.isOnLineOfPrevious(),
      DEF: () => ({ key: this.word(this.CONSUME2(t.Identifier)), value: this.SUBRULE(this.nameOnLine) }),
    });
    const braces = this.OPTION3(() => this.SUBRULE(this.braces));
    return {
      kind: "accuracy",
      head: this.word(head),
      source: this.word(source),
      file: file && this.word(file),
      detail,
      block: braces && this.blockOf(source, undefined, braces),
      span: this.spanFrom(head),
    };
  });

  /** require = "require" subject ( "<=" | ">=" ) quantity */
  private readonly require = this.RULE("require", (): RequireSyntax => {
    const head = this.CONSUME(t.Require);
    const subject = this.SUBRULE(this.subject);
    const relation = this.relationOf(this.CONSUME(t.Relation));
    const bound = this.SUBRULE(this.quantity);
    return { kind: "require", head: this.word(head), subject, relation, bound, span: this.spanFrom(head) };
  });

  /** subject = WORD [ "drop" ] [ "of" WORD ] */
  private readonly subject = this.RULE("subject", (): SubjectSyntax => {
    const metric = this.SUBRULE(this.nameOnLine);
    const drop = this.OPTION(() => this.CONSUME(t.Drop));
    const network = this.OPTION2(() => {
      this.CONSUME(t.Of);
      return this.SUBRULE2(this.nameOnLine);
    });
    return { metric, drop: drop && this.word(drop), network };
  });

  /** objective = ( "minimize" | "maximize" ) subject { "," subject } */
  private readonly objective = this.RULE("objective", (): ObjectiveSyntax => {
    const subjects: SubjectSyntax[] = [];
    const head = this.OR([{ ALT: () => this.CONSUME(t.Minimize) }, { ALT: () => this.CONSUME(t.Maximize) }]);
    this.AT_LEAST_ONE_SEP({ SEP: t.Comma, DEF: () => subjects.push(this.SUBRULE(this.subject)) });
    const kind = head.tokenType === t.Minimize ? "minimize" : "maximize";
    return { kind, head: this.word(head), subjects, span: this.spanFrom(head) };
  });

  private blockOf(head: IToken, name: NameSyntax | undefined, braces: Braces | undefined): BlockSyntax {
    const open = braces?.open;
    return {
      kind: "block",
      head: this.word(head),
      name,
      entries: braces?.entries ?? [],
      span: this.spanFrom(head),
      ...(open === undefined ? {} : { open: endOf(open) }),
      isOneLine: open !== undefined && open.endLine === braces?.close.startLine,
    };
  }

  private word(token: IToken): Word {
    return { text: textOf(token), place: this.placeOf(token) };
  }

  private relationOf(token: IToken): RelationSyntax {
    const isAbove = token.image === "<=" || token.image === "\u2264";
    return { sign: isAbove ? "<=" : ">=", place: this.placeOf(token) };
  }

  private nameOf(token: IToken): NameSyntax {
    return { ...this.word(token), isQuoted: token.tokenType === t.StringLiteral };
  }

  /** From a token to the last one that was read. */
  private spanFrom(first: IToken): Span {
    // While Chevrotain records the grammar there are no tokens.
    return this.ACTION(() => {
      const last = this.LA(0);
      return { start: first.startOffset, end: last.tokenType === EOF ? endOf(first) : endOf(last) };
    });
  }
}

interface Braces {
  readonly open: IToken;
  readonly entries: readonly EntrySyntax[];
  readonly close: IToken;
}

const endOf = ({ startOffset, image }: IToken): number => startOffset + image.length;

/** Bad escapes are found, and reported, before the parser runs. */
const textOf = ({ image, tokenType }: IToken): string =>
  tokenType === t.StringLiteral ? (unquote(image) ?? image) : image;
