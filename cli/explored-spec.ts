/** A specification and all that its evaluator reads, from disk: what a run searches, and what must be the same when it goes on. */
import type { SourceNetwork } from "../explore/assembled-network.ts";
import { measurementsFile } from "../explore/accuracy/measured.ts";
import { evaluatorOf, filesOf, networkFile, noMapper, type SpecEvaluator } from "../explore/evaluate/evaluator-of.ts";
import type { Mapper } from "../explore/map-network.ts";
import type { EvaluatorDescription, FileContents } from "../explore/runs/evaluator.ts";
import { describeSpecification } from "../explore/runs/specification.ts";
import { precisionsIn } from "../explore/space/precision-part.ts";
import { requireExplorable, type RunnableSpec } from "../explore/spec/runnable.ts";
import { sha256 } from "../support/hash.ts";
import type { Session } from "./command.ts";
import { loadNetwork } from "./load-network.ts";
import { loadSpec } from "./load-spec.ts";
import { optimize } from "./optimize.ts";
import type { Progress } from "./progress.ts";
import { quantizedFor } from "./quantize-spec.ts";
import { readTable } from "./read-model.ts";

export interface ExploredSpec {
  /** As the user named it. */
  readonly file: string;
  readonly spec: RunnableSpec;
  readonly description: EvaluatorDescription;
  readonly files: FileContents;
  /** Tells of designs; `evaluatorWith` gives one that judges them. */
  readonly evaluator: SpecEvaluator;
  readonly evaluatorWith: (mapper: Mapper) => SpecEvaluator;
  /** The networks that are given as models, by name. */
  readonly models: ReadonlyMap<string, SourceNetwork>;
}

/** @throws CompileError where the specification or a file of it is at fault, or asks for what can't be explored. */
export const readExploredSpec = async (file: string, session: Session, progress: Progress): Promise<ExploredSpec> => {
  progress.step(`reading ${file}`);
  const loaded = await loadSpec(file);
  const spec = requireExplorable(loaded);
  const files = new Map<string, Uint8Array>();
  const models = new Map<string, SourceNetwork>();
  for (const { content, path, network } of filesOf(spec)) {
    if (content === "measurements") continue;
    progress.step(`reading ${path}`);
    if (content === "table") files.set(path, readTable(path));
    else if (content === "network" && network.source.kind === "model") {
      const bindings = new Map(Object.entries(network.source.bindings));
      const source = await loadNetwork(path, { bindings, allowUnsupported: false });
      session.noteGraph(source.graph);
      const optimized = await optimize(source, session, progress);
      const { sha256: hash, model } = source;
      models.set(network.name, { name: network.name, source: network.source.file, sha256: hash, model, optimized });
      files.set(path, networkFile(optimized.graph));
    }
  }
  for (const [path, bytes] of await measuredIn(spec, models, progress)) files.set(path, bytes);
  const text = { path: file, text: loaded.text };
  const evaluatorWith = (mapper: Mapper): SpecEvaluator => evaluatorOf({ ...text, files, mapper });
  return {
    file,
    spec,
    description: describeSpecification(
      text,
      Object.fromEntries([...files].map(([name, bytes]) => [name, sha256(bytes)])),
    ),
    files,
    evaluator: evaluatorWith(noMapper),
    evaluatorWith,
    models,
  };
};

/**
 * Runs the networks whose accuracy comes from data, at each width that the specification leaves open: before the search, since there are few widths
 * and many designs. The same numbers must come of it when the run goes on.
 */
const measuredIn = async (
  spec: RunnableSpec,
  models: ReadonlyMap<string, SourceNetwork>,
  progress: Progress,
): Promise<readonly (readonly [string, Uint8Array])[]> => {
  const measured = filesOf(spec).filter(({ content }) => content === "measurements");
  if (measured.length === 0) return [];
  const networks = spec.networks.flatMap(({ name }) => models.get(name) ?? []);
  const quantized = await quantizedFor(spec, networks, {
    // Widths of one design are alike: nothing is priced.
    pricers: noMapper,
    progress: what => progress.step(what),
  });
  const precisions = precisionsIn(spec.quantize);
  return measured.map(({ path, network: { name } }) => {
    const records = precisions.flatMap(precision => {
      const form = quantized?.formOf(name, precision);
      return form === undefined ? [] : [{ precision, record: form.record }];
    });
    return [path, measurementsFile(records)];
  });
};
