/** The tables of docs/spec-language.md, from the tables that the resolver uses. */
import { dimensionOfParameter } from "../../accelerators/setting-text.ts";
import { dramKinds } from "../../accelerators/technology.ts";
import { type TemplateName, templates } from "../../accelerators/templates/index.ts";
import { type Metric, metrics } from "../../explore/metrics.ts";
import { phraseOf } from "../../explore/messages.ts";
import { codes } from "../../explore/spec/messages.ts";
import { accuracyMetrics, accuracySources, proxyMeasures } from "../../explore/spec/tables/accuracy.ts";
import { gpuDeviceNames } from "../../accelerators/gpu/device-table.ts";
import { fpgaDeviceNames } from "../../accelerators/fpga/devices.ts";
import { fpgaStyles } from "../../explore/spec/tables/devices.ts";
import { entries, type EntryRule } from "../../explore/spec/tables/entries.ts";
import { commonParameters, declaredBy, parametersOf } from "../../explore/spec/tables/parameters.ts";
import { quantizationMethods } from "../../explore/spec/tables/quantization.ts";
import { strategies } from "../../explore/spec/tables/search.ts";
import { type SpaceParameter, spaces } from "../../explore/spec/tables/spaces.ts";
import { knownTechnologies } from "../../explore/spec/tables/technologies.ts";
import { type Dimension, unitsOf } from "../../support/units.ts";

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => "---"), ...rows].map(cells => `| ${cells.map(escapeCell).join(" | ")} |`).join("\n");

const escapeCell = (cell: string): string => cell.replaceAll("|", "\\|").replaceAll(/(?<!`[^`]*)\*(?![^`]*`)/g, "\\*");
const code = (text: string): string => `\`${text}\``;
const codesOf = (names: readonly string[]): string => names.map(code).join(", ");

const counts: Readonly<Record<EntryRule["count"], string>> = {
  one: "exactly one",
  optional: "at most one",
  some: "one or more",
  any: "any number",
};

const blockTables = (): string =>
  Object.entries(entries)
    .filter(([, rules]) => Object.keys(rules).length > 0)
    .map(([block, rules]) => {
      const rows = Object.values<EntryRule>(rules).map(({ example, count, summary }) => [
        code(example),
        counts[count],
        summary,
      ]);
      return `### In ${code(block)}\n\n${table(["entry", "how many", "meaning"], rows)}`;
    })
    .join("\n\n");

const unitsText = (dimension: Dimension): string =>
  dimension === "count" ? "none" : unitsOf(dimension).map(code).join(", ");

const metricTable = (): string =>
  table(
    ["metric", "meaning", "units", "of one network"],
    Object.entries<Metric>(metrics).map(([name, { summary, fields, isPerNetwork }]) => [
      code(name),
      summary,
      (Object.keys(fields) as Dimension[]).map(unitsText).join(", "),
      isPerNetwork ? code(`${name} of NAME`) : "",
    ]),
  );

const templateNames = Object.keys(templates) as TemplateName[];

const parameterTable = (): string =>
  table(
    ["parameter", "takes", "templates", "meaning"],
    parametersOf(templateNames).map(name => {
      const common: Readonly<Record<string, string>> = commonParameters;
      const declaring = templateNames.filter(template => Object.hasOwn(declaredBy(template), name));
      const [first = "", ...more] = declaring.map(template => declaredBy(template)[name]?.summary ?? "");
      // What templates share differs in its details.
      const summary = more.length === 0 ? first : first.replace(/[,:].*/, "");
      const isCommon = Object.hasOwn(common, name);
      return [
        code(name),
        phraseOf(dimensionOfParameter(name)),
        isCommon ? "all" : codesOf(declaring),
        isCommon ? (common[name] ?? "") : summary,
      ];
    }),
  );

const dimensions: readonly Dimension[] = [
  "time",
  "cycles",
  "frequency",
  "rate",
  "energy",
  "energy per bit",
  "energy times delay",
  "power",
  "area",
  "storage",
  "bits",
  "bandwidth",
  "bandwidth per cycle",
  "ratio",
  "decibels",
];

const unitTable = (): string =>
  table(
    ["what", "units"],
    dimensions.map(dimension => [phraseOf(dimension), unitsText(dimension)]),
  );

const described = (names: Readonly<Record<string, string>>): readonly (readonly string[])[] =>
  Object.entries(names).map(([name, summary]) => [code(name), summary]);

const nameTables = (): string =>
  [
    `Technologies: ${codesOf(knownTechnologies)}. Memories: ${codesOf(dramKinds)}. Templates: ${codesOf(Object.keys(templates))}.`,
    `FPGAs: ${codesOf(fpgaDeviceNames)}. GPUs: ${codesOf(gpuDeviceNames)}.`,
    table(
      ["space", "parameters", "networks"],
      Object.entries(spaces).map(([name, { summary, parameters }]) => [
        code(name),
        Object.entries<SpaceParameter>(parameters)
          .map(([parameter, { kind, otherwise }]) =>
            otherwise === undefined
              ? `${code(parameter)} (${kind})`
              : `${code(parameter)} (${kind}, else ${code(otherwise)})`,
          )
          .join(", "),
        summary,
      ]),
    ),
    table(["accuracy from", "meaning"], described(accuracySources)),
    table(["proxy measure", "meaning"], described(proxyMeasures)),
    table(["accuracy on data", "meaning"], described(accuracyMetrics)),
    table(["quantization method", "meaning"], described(quantizationMethods)),
    table(["strategy", "meaning"], described(strategies)),
    table(["FPGA style", "meaning"], described(fpgaStyles)),
  ].join("\n\n");

const codeTable = (): string => table(["code", "meaning"], described(codes));

/** By the name between the marks `<!-- NAME -->` and `<!-- end of NAME -->`. */
export const specTables: Readonly<Record<string, () => string>> = {
  blocks: blockTables,
  parameters: parameterTable,
  metrics: metricTable,
  units: unitTable,
  names: nameTables,
  codes: codeTable,
};
