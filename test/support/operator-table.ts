/** The operator table of docs/ir.md, made from the definitions. */
import type { AttributeSpec } from "../../ir/attributes.ts";
import { formatNumber } from "../../ir/lexical.ts";
import { opDef, type OpName, ops } from "../../ir/ops/index.ts";

export const operatorTable = (): string => {
  const rows = (Object.keys(ops) as OpName[]).toSorted().map(rowOf);
  return ["| operator | operands | attributes | meaning |", "| --- | --- | --- | --- |", ...rows].join("\n");
};

const rowOf = (name: OpName): string => {
  const { operands, results, attributes, summary } = opDef(name);
  const settings = Object.entries(attributes).map(([attribute, spec]) => formatSetting(attribute, spec));
  const meaning = results === undefined ? summary : `${summary} Results: ${results.join(", ")}.`;
  return `| ${[`\`${name}\``, operands.join(", "), settings.join(", "), meaning].map(escapeCell).join(" | ")} |`;
};

const formatSetting = (name: string, spec: AttributeSpec): string => {
  const { default: byDefault, oneOf } = spec;
  const others = (oneOf ?? []).filter(value => value !== byDefault);
  const choice = others.length === 0 ? "" : ` (or ${others.join(", ")})`;
  return byDefault === undefined ? `\`${name}\`` : `\`${name}=${formatDefault(byDefault)}\`${choice}`;
};

const formatDefault = (value: NonNullable<AttributeSpec["default"]>): string => {
  if (typeof value === "number") return formatNumber(value);
  return typeof value === "object" ? `[${value.join(",")}]` : String(value);
};

const escapeCell = (text: string): string => text.replaceAll("|", String.raw`\|`);
