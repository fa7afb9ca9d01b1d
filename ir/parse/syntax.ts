/** What the parser makes of a text before names and types are looked up; tokens carry their places. */
import type { IToken } from "chevrotain";

export interface NetworkSyntax {
  readonly name: IToken;
  readonly inputs: readonly InputSyntax[];
  readonly statements: readonly StatementSyntax[];
  readonly outputs: readonly OutputSyntax[];
}

export interface InputSyntax {
  readonly name: IToken;
  readonly type: TypeSyntax;
}

/** `f32[1,28]`. */
export interface TypeSyntax {
  readonly dtype: IToken;
  readonly dims: readonly IToken[];
}

export type StatementSyntax = ConstantSyntax | NodeSyntax;

export interface ConstantSyntax {
  readonly kind: "constant";
  readonly name: IToken;
  readonly type: TypeSyntax;
  readonly data: DataSyntax;
}

export type DataSyntax =
  | { readonly kind: "unknown" }
  | { readonly kind: "base64"; readonly text: IToken }
  | { readonly kind: "list"; readonly open: IToken; readonly numbers: readonly IToken[] };

export interface NodeSyntax {
  readonly kind: "node";
  readonly results: readonly IToken[];
  readonly op: IToken;
  readonly operands: readonly IToken[];
  readonly attributes: readonly AttributeSyntax[];
  /** Undefined where the text leaves the types to inference. */
  readonly types: readonly TypeSyntax[] | undefined;
  readonly origins: IToken | undefined;
}

export interface AttributeSyntax {
  readonly name: IToken;
  readonly value: LiteralSyntax;
}

export type LiteralSyntax =
  | { readonly kind: "single"; readonly token: IToken }
  | { readonly kind: "list"; readonly token: IToken; readonly elements: readonly IToken[] };

export interface OutputSyntax {
  readonly value: IToken;
  readonly name: IToken;
}
