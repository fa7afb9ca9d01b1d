/**
 * The grammar of the text form. A wrong statement is skipped to the start of the next one, so that one run reports every
 * line at fault; what is read beside an error is thrown away.
 */
import { EmbeddedActionsParser, type IParserErrorMessageProvider, type IToken, type TokenType } from "chevrotain";
import type {
  AttributeSyntax,
  ConstantSyntax,
  DataSyntax,
  InputSyntax,
  LiteralSyntax,
  NetworkSyntax,
  NodeSyntax,
  OutputSyntax,
  StatementSyntax,
  TypeSyntax,
} from "./syntax.ts";
import * as t from "./tokens.ts";

export class TextParser extends EmbeddedActionsParser {
  constructor(errorMessageProvider: IParserErrorMessageProvider) {
    super(t.tokens, { recoveryEnabled: true, maxLookahead: 2, errorMessageProvider });
    this.performSelfAnalysis();
  }

  /** network = "network" AT_NAME "(" [ input { "," input } ] ")" "{" { statement } return "}" */
  readonly network = this.RULE("network", (): NetworkSyntax => {
    const inputs: InputSyntax[] = [];
    const statements: StatementSyntax[] = [];
    this.CONSUME(t.Network);
    const name = this.CONSUME(t.AtName);
    this.CONSUME(t.LeftParenthesis);
    this.MANY_SEP({ SEP: t.Comma, DEF: () => inputs.push(this.SUBRULE(this.inputValue)) });
    this.CONSUME(t.RightParenthesis);
    this.CONSUME(t.LeftBrace);
    this.OPTION(() => this.CONSUME(t.TrailingComment));
    this.MANY(() => statements.push(this.SUBRULE(this.statement)));
    const outputs = this.SUBRULE(this.outputs);
    this.CONSUME(t.RightBrace);
    this.OPTION2(() => this.CONSUME2(t.TrailingComment));
    return { name, inputs, statements, outputs };
  });

  /** input = VALUE_NAME ":" type */
  private readonly inputValue = this.RULE("inputValue", (): InputSyntax => {
    const name = this.CONSUME(t.ValueName);
    this.CONSUME(t.Colon);
    return { name, type: this.SUBRULE(this.type) };
  });

  /** type = WORD "[" [ NUMBER { "," NUMBER } ] "]" */
  private readonly type = this.RULE("type", (): TypeSyntax => {
    const dims: IToken[] = [];
    const dtype = this.CONSUME(t.Identifier);
    this.CONSUME(t.LeftBracket);
    this.MANY_SEP({ SEP: t.Comma, DEF: () => dims.push(this.CONSUME(t.NumberLiteral)) });
    this.CONSUME(t.RightBracket);
    return { dtype, dims };
  });

  private readonly statement = this.RULE("statement", (): StatementSyntax =>
    this.OR<StatementSyntax>([{ ALT: () => this.SUBRULE(this.constant) }, { ALT: () => this.SUBRULE(this.node) }]),
  );

  /** constant = AT_NAME ":" type "=" data */
  private readonly constant = this.RULE("constant", (): ConstantSyntax => {
    const name = this.CONSUME(t.AtName);
    this.CONSUME(t.Colon);
    const type = this.SUBRULE(this.type);
    this.CONSUME(t.Equals);
    const data = this.SUBRULE(this.data);
    this.OPTION(() => this.CONSUME(t.TrailingComment));
    return { kind: "constant", name, type, data };
  });

  /** data = "unknown" | "elided" | "base64" STRING | "[" [ NUMBER { "," NUMBER } ] "]" */
  private readonly data = this.RULE("data", (): DataSyntax =>
    this.OR<DataSyntax>([
      { ALT: () => this.unknownData(t.Unknown) },
      { ALT: () => this.unknownData(t.Elided) },
      { ALT: () => this.SUBRULE(this.base64) },
      { ALT: () => this.SUBRULE(this.numbers) },
    ]),
  );

  private unknownData(word: TokenType): DataSyntax {
    this.CONSUME(word);
    return { kind: "unknown" };
  }

  private readonly base64 = this.RULE("base64", (): DataSyntax => {
    this.CONSUME(t.Base64);
    return { kind: "base64", text: this.CONSUME(t.StringLiteral) };
  });

  private readonly numbers = this.RULE("numbers", (): DataSyntax => {
    const numbers: IToken[] = [];
    const open = this.CONSUME(t.LeftBracket);
    this.MANY_SEP({ SEP: t.Comma, DEF: () => numbers.push(this.CONSUME(t.NumberLiteral)) });
    this.CONSUME(t.RightBracket);
    return { kind: "list", open, numbers };
  });

  /** node = VALUE_NAME { "," VALUE_NAME } "=" WORD "(" operands ")" [ attributes ] [ ":" type { "," type } ] [ ORIGINS ] */
  private readonly node = this.RULE("node", (): NodeSyntax => {
    const results: IToken[] = [];
    this.AT_LEAST_ONE_SEP({ SEP: t.Comma, DEF: () => results.push(this.CONSUME(t.ValueName)) });
    this.CONSUME(t.Equals);
    const op = this.CONSUME(t.Identifier);
    const operands = this.SUBRULE(this.operands);
    const attributes = this.OPTION(() => this.SUBRULE(this.attributes)) ?? [];
    const types = this.OPTION2(() => this.SUBRULE(this.resultTypes));
    const origins = this.OPTION3(() => this.CONSUME(t.TrailingComment));
    return { kind: "node", results, op, operands, attributes, types, origins };
  });

  private readonly operands = this.RULE("operands", (): readonly IToken[] => {
    const operands: IToken[] = [];
    this.CONSUME(t.LeftParenthesis);
    this.MANY_SEP({ SEP: t.Comma, DEF: () => operands.push(this.SUBRULE(this.reference)) });
    this.CONSUME(t.RightParenthesis);
    return operands;
  });

  private readonly resultTypes = this.RULE("resultTypes", (): readonly TypeSyntax[] => {
    const types: TypeSyntax[] = [];
    this.CONSUME(t.Colon);
    this.AT_LEAST_ONE_SEP({ SEP: t.Comma, DEF: () => types.push(this.SUBRULE(this.type)) });
    return types;
  });

  private readonly reference = this.RULE("reference", (): IToken =>
    this.OR([{ ALT: () => this.CONSUME(t.ValueName) }, { ALT: () => this.CONSUME(t.AtName) }]),
  );

  /** attributes = "{" [ name "=" literal { "," name "=" literal } ] "}" */
  private readonly attributes = this.RULE("attributes", (): readonly AttributeSyntax[] => {
    const attributes: AttributeSyntax[] = [];
    this.CONSUME(t.LeftBrace);
    this.MANY_SEP({ SEP: t.Comma, DEF: () => attributes.push(this.SUBRULE(this.attribute)) });
    this.CONSUME(t.RightBrace);
    return attributes;
  });

  private readonly attribute = this.RULE("attribute", (): AttributeSyntax => {
    const name = this.OR([{ ALT: () => this.CONSUME(t.Identifier) }, { ALT: () => this.CONSUME(t.StringLiteral) }]);
    this.CONSUME(t.Equals);
    return { name, value: this.SUBRULE(this.literal) };
  });

  /** literal = NUMBER | WORD | STRING | "[" [ scalar { "," scalar } ] "]" */
  private readonly literal = this.RULE("literal", (): LiteralSyntax => {
    const elements: IToken[] = [];
    return this.OR<LiteralSyntax>([
      { ALT: () => ({ kind: "single", token: this.SUBRULE(this.scalar) }) },
      {
        ALT: () => {
          const token = this.CONSUME(t.LeftBracket);
          this.MANY_SEP({ SEP: t.Comma, DEF: () => elements.push(this.SUBRULE2(this.scalar)) });
          this.CONSUME(t.RightBracket);
          return { kind: "list", token, elements };
        },
      },
    ]);
  });

  private readonly scalar = this.RULE("scalar", (): IToken =>
    this.OR([
      { ALT: () => this.CONSUME(t.NumberLiteral) },
      { ALT: () => this.CONSUME(t.Identifier) },
      { ALT: () => this.CONSUME(t.StringLiteral) },
    ]),
  );

  /** return = "return" [ output { "," output } ] */
  private readonly outputs = this.RULE("outputs", (): readonly OutputSyntax[] => {
    const outputs: OutputSyntax[] = [];
    this.CONSUME(t.Return);
    this.MANY_SEP({ SEP: t.Comma, DEF: () => outputs.push(this.SUBRULE(this.output)) });
    this.OPTION(() => this.CONSUME(t.TrailingComment));
    return outputs;
  });

  private readonly output = this.RULE("output", (): OutputSyntax => {
    const value = this.SUBRULE(this.reference);
    this.CONSUME(t.As);
    return { value, name: this.CONSUME(t.StringLiteral) };
  });
}
