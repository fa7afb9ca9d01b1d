/** Syntax → specification: every name looked up, every quantity in base units, every fault reported. */
import { dirname } from "node:path";
import type { Diagnostic } from "../../../support/diagnostic.ts";
import { duplicate, missing, wrongValue } from "../messages.ts";
import type { Places, Spec, SpecTarget } from "../spec.ts";
import type { BlockSyntax, ObjectiveSyntax } from "../syntax.ts";
import { readAsic } from "./asic.ts";
import { readQuantize, readSearch } from "./choices.ts";
import { readFpga, readGpu } from "./devices.ts";
import { type Entries, readEntries, refuseDoubles } from "./entries.ts";
import { readLimits, readObjectives, type Subjects } from "./goals.ts";
import { readNetwork } from "./network.ts";
import { placed, type Reading, type SpecPorts } from "./reading.ts";

export interface Resolved {
  /** Undefined where the text is at fault. */
  readonly spec: Spec | undefined;
  readonly places: Places;
  readonly faults: readonly Diagnostic[];
}

/** @param file of the specification, which its paths are relative to; else they are relative to the working folder. */
export const resolveSpec = (design: BlockSyntax, file: string | undefined, ports: SpecPorts): Resolved => {
  const reading: Reading = { ports, folder: file === undefined ? "." : dirname(file), faults: [], places: new Map() };
  const spec = readDesign(reading, design);
  const isSound = reading.faults.length === 0;
  return { spec: isSound ? spec : undefined, places: reading.places, faults: reading.faults };
};

const readDesign = (reading: Reading, block: BlockSyntax): Spec | undefined => {
  const entries = readEntries(reading, block, "design");
  const blocks = entries.blocks("network");
  refuseDoubles(
    reading,
    "network",
    blocks.flatMap(({ name }) => (name === undefined ? [] : [name])),
  );
  const networks = blocks.flatMap(network => readNetwork(reading, network) ?? []);
  const target = readTarget(reading, block, entries);
  const quantize = readQuantize(reading, entries.blocks("quantize")[0]);
  const search = readSearch(reading, entries.blocks("search")[0]);
  const subjects: Subjects = {
    networks: blocks.map(({ name }) => name?.text ?? ""),
    hasAccuracy: blocks.some(network => network.entries.some(({ kind }) => kind === "accuracy")),
  };
  const limits = readLimits(reading, entries.ofKind("require"), subjects);
  const objectives = readObjectives(reading, objectivesOf(block), subjects);
  const name = block.name?.text ?? "";
  if (name.trim() === "")
    reading.faults.push(wrongValue("design", "a name", '""', block.name?.place, 'design "camera"'));
  if (target === undefined) return undefined;
  return placed(reading, { design: name, networks, target, quantize, search, limits, objectives }, block.name?.place);
};

/** Both kinds, in the order written. */
const objectivesOf = ({ entries }: BlockSyntax): readonly ObjectiveSyntax[] =>
  entries.filter((entry): entry is ObjectiveSyntax => entry.kind === "minimize" || entry.kind === "maximize");

const readTarget = (reading: Reading, design: BlockSyntax, entries: Entries): SpecTarget | undefined => {
  const readers = { asic: readAsic, fpga: readFpga, gpu: readGpu } as const;
  const kinds = Object.keys(readers) as (keyof typeof readers)[];
  const [first, ...more] = kinds.flatMap(kind => entries.blocks(kind).map(block => ({ kind, block })));
  if (!kinds.some(kind => entries.has(kind)))
    reading.faults.push(
      missing("the design has no target", design.name?.place, 'add `asic { … }`, `fpga "…" { … }` or `gpu "…" { }`'),
    );
  const targets = [...(first === undefined ? [] : [first]), ...more].map(({ kind, block }) =>
    readers[kind](reading, block),
  );
  for (const { kind, block } of more)
    if (kind !== first?.kind) reading.faults.push(duplicate("the target", block.head.place, first?.block.head.place));
  return targets[0];
};
