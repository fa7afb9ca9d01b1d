/** A document (JSON or TypeScript) as syntax, so that it is looked up and checked by the same rules as text. */
import type { Place } from "../../support/diagnostic.ts";
import type { DocumentNumbers, DocumentQuantity, SpecDocument } from "./document.ts";
import type {
  AccuracySyntax,
  BlockSyntax,
  DomainSyntax,
  EntrySyntax,
  NameSyntax,
  ObjectiveSyntax,
  QuantitySyntax,
  RequireSyntax,
  SettingSyntax,
  SubjectSyntax,
  ValueSyntax,
  Word,
} from "./syntax.ts";

/** @param file the document's name in diagnostics; its parts are named by their paths. */
export const syntaxOf = (document: SpecDocument, file?: string): BlockSyntax => {
  const at = (path: string): Place => ({ ...(file === undefined ? {} : { file }), layers: [path] });
  const { design, networks, asic, fpga, gpu, quantize, search } = document;
  return block(word("design", at("design")), { ...word(design, at("design")), isQuoted: true }, [
    ...Object.entries(networks).map(([name, network]) =>
      networkOf(name, network, path => at(`networks.${name}${path}`)),
    ),
    ...(asic === undefined ? [] : [asicOf(asic, path => at(`asic${path}`))]),
    ...(fpga === undefined ? [] : [fpgaOf(fpga, path => at(`fpga${path}`))]),
    ...(gpu === undefined ? [] : [gpuOf(gpu, path => at(`gpu${path}`))]),
    ...(quantize === undefined
      ? []
      : [
          oneLine(
            block(
              word("quantize", at("quantize")),
              undefined,
              settings(quantize, path => at(`quantize${path}`)),
            ),
          ),
        ]),
    ...(search === undefined
      ? []
      : [
          oneLine(
            block(
              word("search", at("search")),
              undefined,
              settings(search, path => at(`search${path}`)),
            ),
          ),
        ]),
    ...(document.require ?? []).map((limit, i) => requireOf(limit, at(`require.${i}`))),
    ...joinedObjectives(
      (document.objectives ?? []).map((objective, i) => objectiveOf(objective, at(`objectives.${i}`))),
    ),
  ]);
};

/** Gives the place of a path below some part: `.clock`. */
type At = (path: string) => Place;

const word = (text: string, place: Place | undefined): Word => ({ text, place });
const quoted = (text: string, place: Place): NameSyntax => ({ text, place, isQuoted: true });
const bare = (text: string, place: Place): NameSyntax => ({ text, place, isQuoted: false });
const identifier = /^[A-Za-z_][A-Za-z0-9_]*$/;

const gpuOf = ({ device, ...fields }: NonNullable<SpecDocument["gpu"]>, at: At): BlockSyntax =>
  block(word("gpu", at("")), quoted(device, at(".device")), settings(fields, at));

const block = (head: Word, name: NameSyntax | undefined, entries: readonly EntrySyntax[]): BlockSyntax => ({
  kind: "block",
  head,
  name,
  entries,
  isOneLine: entries.length === 0,
});
const oneLine = (of: BlockSyntax): BlockSyntax => ({ ...of, isOneLine: true });

type Field = DocumentNumbers | undefined;

/** Each field as a setting under its own name. */
const settings = (fields: Readonly<Record<string, Field>>, at: At): readonly SettingSyntax[] =>
  Object.entries(fields).flatMap(([name, field]) =>
    field === undefined ? [] : [setting(name, domainOf(field, at(`.${name}`)), at)],
  );

const setting = (name: string, domain: DomainSyntax, at: At): SettingSyntax => ({
  kind: "setting",
  head: word(name, at(`.${name}`)),
  domain,
});

const single = (value: ValueSyntax): DomainSyntax => ({ kind: "single", value });

const domainOf = (field: DocumentNumbers, place: Place): DomainSyntax => {
  if (typeof field !== "object") return single(valueOf(field, place));
  if (Array.isArray(field)) {
    const values = field.map(value => valueOf(value, place));
    const unit = commonUnit(values);
    return { kind: "list", values: unit === undefined ? values : values.map(withoutUnit), unit, place };
  }
  const [from, to] = [quantityOf(field.from, place), quantityOf(field.to, place)];
  if (field.step === undefined) return { kind: "range", from, to, step: undefined };
  const step = quantityOf(field.step, place);
  return commonUnit([from, to, step]) === undefined
    ? { kind: "range", from, to, step }
    : { kind: "range", from: withoutUnit(from), to: withoutUnit(to), step };
};

/** The unit of all, which is then written once, behind the last. */
const commonUnit = (values: readonly ValueSyntax[]): Word | undefined => {
  const units = values.map(value => (value.kind === "quantity" ? value.unit : undefined));
  const [first] = units;
  return units.every(unit => unit?.text === first?.text) ? first : undefined;
};

const withoutUnit = <V extends ValueSyntax>(value: V): V => ({ ...value, unit: undefined });

/** A text is a quantity where it begins like a number, and else a name. */
const valueOf = (value: DocumentQuantity, place: Place): ValueSyntax =>
  typeof value === "string" && !/^[-.\d]/.test(value.trim())
    ? { kind: "name", text: value.trim(), place }
    : quantityOf(value, place);

const quantityOf = (value: DocumentQuantity, place: Place): QuantitySyntax => {
  const [, number = String(value), unit = ""] =
    /^(-?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)\s*(.*)$/.exec(String(value).trim()) ?? [];
  return { kind: "quantity", number: word(number, place), unit: unit === "" ? undefined : word(unit, place) };
};

const textSetting = (name: string, text: string, at: At): SettingSyntax =>
  setting(name, single({ kind: "string", text, place: at(`.${name}`) }), at);

const networkOf = (name: string, network: SpecDocument["networks"][string], at: At): BlockSyntax => {
  const { model, bind = {}, space, rate, weight, accuracy } = network;
  return block(word("network", at("")), bare(name, at("")), [
    ...(model === undefined ? [] : [textSetting("model", model, at)]),
    ...Object.entries(bind).map(([symbol, size]): EntrySyntax => {
      const place = at(`.bind.${symbol}`);
      const symbolName = { text: symbol, place, isQuoted: !identifier.test(symbol) };
      return { kind: "bind", head: word("bind", place), symbol: symbolName, size: word(String(size), place) };
    }),
    ...(space === undefined ? [] : [spaceOf(space, path => at(`.space${path}`))]),
    ...settings({ rate, weight }, at),
    ...(accuracy === undefined ? [] : [accuracyOf(accuracy, path => at(`.accuracy${path}`))]),
  ]);
};

type NetworkDocument = SpecDocument["networks"][string];

const spaceOf = ({ name, ...parameters }: NonNullable<NetworkDocument["space"]>, at: At): BlockSyntax => {
  const entries = Object.entries(parameters).map(([key, value]) => {
    const place = at(`.${key}`);
    if (Array.isArray(value)) return setting(key, single({ kind: "shape", text: value.join("x"), place }), at);
    if (typeof value === "object") return setting(key, domainOf("in" in value ? value.in : value, at(`.${key}`)), at);
    return typeof value === "string" ? textSetting(key, value, at) : setting(key, single(valueOf(value, place)), at);
  });
  return oneLine(block(word("space", at("")), bare(name, at(".name")), entries));
};

const accuracyOf = (accuracy: NonNullable<NetworkDocument["accuracy"]>, at: At): AccuracySyntax => {
  const source = word(accuracy.from, at(".from"));
  const empty = {
    kind: "accuracy",
    head: word("accuracy", at("")),
    source,
    file: undefined,
    detail: undefined,
    block: undefined,
  } as const;
  const fromFile = (file: string, key: string, value: string): AccuracySyntax => ({
    ...empty,
    file: word(file, at(".file")),
    detail: { key: word(key, at(`.${key}`)), value: word(value, at(`.${key}`)) },
  });
  switch (accuracy.from) {
    case "proxy": {
      const { measure } = accuracy;
      const place = at(".measure");
      const detail = measure && { key: word("measure", place), value: word(measure, place) };
      return { ...empty, detail };
    }
    case "table":
      return fromFile(accuracy.file, "column", accuracy.column);
    case "data":
      return fromFile(accuracy.file, "metric", accuracy.metric);
    case "training": {
      const { split, epochs } = accuracy;
      const place = at(".split");
      const entries = [
        ...(split === undefined
          ? []
          : [
              setting(
                "split",
                single({ kind: "split", how: word("random", place), shares: word(split.join("/"), place) }),
                at,
              ),
            ]),
        ...settings({ epochs }, at),
      ];
      return entries.length === 0 ? empty : { ...empty, block: oneLine(block(source, undefined, entries)) };
    }
  }
};

const asicOf = (asic: NonNullable<SpecDocument["asic"]>, at: At): BlockSyntax => {
  const { technology, clock, dram, accelerators, totals = {} } = asic;
  return block(word("asic", at("")), undefined, [
    textSetting("technology", technology, at),
    ...settings({ clock }, at),
    ...(dram === undefined
      ? []
      : [
          oneLine(
            block(
              word("dram", at(".dram")),
              undefined,
              settings(dram, path => at(`.dram${path}`)),
            ),
          ),
        ]),
    ...Object.entries(accelerators).map(([slot, parameters]) => {
      const path = `.accelerators.${slot}`;
      return block(
        word("accelerator", at(path)),
        bare(slot, at(path)),
        settings(parameters, below => at(`${path}${below}`)),
      );
    }),
    ...Object.entries(totals).map(([parameter, bound]): EntrySyntax => {
      const place = at(`.totals.${parameter}`);
      const relation = { sign: "<=", place } as const;
      return {
        kind: "total",
        head: word("total", place),
        parameter: word(parameter, place),
        relation,
        bound: quantityOf(bound, place),
      };
    }),
  ]);
};

const fpgaOf = ({ device, style, clock, utilization }: NonNullable<SpecDocument["fpga"]>, at: At): BlockSyntax =>
  block(word("fpga", at("")), quoted(device, at(".device")), [
    ...settings({ style, clock }, at),
    ...(utilization === undefined
      ? []
      : [
          oneLine(
            block(
              word("utilization", at(".utilization")),
              undefined,
              settings(utilization, path => at(`.utilization${path}`)),
            ),
          ),
        ]),
  ]);

const subjectOf = (
  metric: string,
  { drop, of }: { readonly drop?: true | undefined; readonly of?: string | undefined },
  place: Place,
): SubjectSyntax => ({
  metric: word(metric, place),
  drop: drop === undefined ? undefined : word("drop", place),
  network: of === undefined ? undefined : word(of, place),
});

const requireOf = (limit: NonNullable<SpecDocument["require"]>[number], place: Place): RequireSyntax => {
  const [sign, bound] = "atMost" in limit ? (["<=", limit.atMost] as const) : ([">=", limit.atLeast] as const);
  return {
    kind: "require",
    head: word("require", place),
    subject: subjectOf(limit.metric, limit, place),
    relation: { sign, place },
    bound: quantityOf(bound, place),
  };
};

const objectiveOf = (objective: NonNullable<SpecDocument["objectives"]>[number], place: Place): ObjectiveSyntax => {
  const [kind, metric] =
    "minimize" in objective ? (["minimize", objective.minimize] as const) : (["maximize", objective.maximize] as const);
  return { kind, head: word(kind, place), subjects: [subjectOf(metric, objective, place)] };
};

/** Objectives of one direction that follow one another stand in one entry. */
const joinedObjectives = (objectives: readonly ObjectiveSyntax[]): readonly ObjectiveSyntax[] => {
  const joined: ObjectiveSyntax[] = [];
  for (const objective of objectives) {
    const last = joined.at(-1);
    if (last?.kind !== objective.kind) joined.push(objective);
    else joined.splice(-1, 1, { ...last, subjects: [...last.subjects, ...objective.subjects] });
  }
  return joined;
};
