/** `mortise compile --spec`: the specification and its models from disk, the search with its progress, and the plan. */
import { existsSync } from "node:fs";
import type { SourceNetwork } from "../explore/assembled-network.ts";
import type { CompiledSpec, SpecRequest } from "../explore/spec-request.ts";
import type { Covered } from "../explore/design/search.ts";
import type { Mapper } from "../explore/map-network.ts";
import type { Spec } from "../explore/spec/spec.ts";
import { CompileError, InternalError } from "../support/diagnostic.ts";
import { formatWhole } from "../support/digits.ts";
import { sha256 } from "../support/hash.ts";
import type { Session } from "./command.ts";
import { loadNetwork } from "./load-network.ts";
import { optimize } from "./optimize.ts";
import type { Progress } from "./progress.ts";
import { quantizedFor } from "./quantize-spec.ts";
import { version } from "./version.ts";

export interface SpecWork {
  readonly file: string;
  /** What gives the same plan again. */
  readonly command: string;
  readonly mapper: Mapper;
  readonly allowUnsupported: boolean;
}

/** @throws CompileError where the specification or a model is at fault, or asks for what this version can't run. */
export const planForSpec = async (
  { file, command, mapper, allowUnsupported }: SpecWork,
  session: Session,
  progress: Progress,
): Promise<CompiledSpec> => {
  progress.step(`reading ${file}`);
  const { spec, text } = await readRunnable(file);
  const networks: SourceNetwork[] = [];
  for (const { name, source } of spec.networks) {
    if (source.kind !== "model") throw new InternalError(`network ${name} has no model`);
    progress.step(`reading ${source.file}`);
    const bindings = new Map(Object.entries(source.bindings));
    const { graph, sha256: hash, model } = await loadNetwork(source.path, { bindings, allowUnsupported });
    session.noteGraph(graph);
    const optimized = await optimize({ graph, sha256: hash, model }, session, progress);
    networks.push({ name, source: source.file, sha256: hash, model, optimized });
  }
  const { compileSpec, referencePricers } = await import("../explore/compile-spec.ts");
  const { settledWidths } = await import("../explore/quantization/settle-widths.ts");
  const request: SpecRequest = {
    spec,
    networks,
    mapper,
    provenance: { version, command, specSha256: sha256(text) },
    onProgress: covered => progress.step(progressText(covered)),
  };
  const step = (what: string): void => progress.step(what);
  const quantized = await settledWidths(
    known => placedIn(file, () => referencePricers(known === undefined ? request : { ...request, quantized: known })),
    pricers => quantizedFor(spec, networks, { pricers, progress: step }),
    spec.quantize.method === "mixed",
  );
  progress.step("searching designs");
  return placedIn(file, () => compileSpec(quantized === undefined ? request : { ...request, quantized }));
};

/** Faults of the design as a whole, which have no place in the text, name the file. */
const placedIn = <T>(file: string, work: () => T): T => {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof CompileError)) throw error;
    throw new CompileError(error.diagnostics.map(fault => ({ where: { file }, ...fault })));
  }
};

const readRunnable = async (file: string): Promise<{ readonly spec: Spec; readonly text: string }> => {
  const { namesIn, readSpecText } = await import("./read-model.ts");
  const { readSpec } = await import("../explore/spec/read-spec.ts");
  const { requireRunnable } = await import("../explore/spec/runnable.ts");
  const text = readSpecText(file);
  return { spec: requireRunnable(readSpec(file, text, { exists: existsSync, namesIn })), text };
};

const progressText = ({ designs, unseen, impossible, overLimits, beaten, evaluated }: Covered): string => {
  const decided = impossible + overLimits + beaten + evaluated + unseen;
  return `searching: ${formatWhole(decided)} of ${formatWhole(designs)} designs decided, ${formatWhole(evaluated)} of them mapped to the end`;
};
