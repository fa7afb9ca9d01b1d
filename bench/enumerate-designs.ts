/**
 * What are all designs of a specification? Evaluates each once and writes what became of them, so that searches can be judged against the
 * truth, and without evaluating anything again: `node --import tsx bench/enumerate-designs.ts SPEC CACHE OUT.json.gz [PART PARTS]`. Several processes may share
 * the work, each with a part of the machines.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { gzipSync } from "fflate";
import { diskCache } from "../cli/disk-cache.ts";
import { cachedMapper } from "../explore/cached-mapper.ts";
import { evaluatorFor, filesOf } from "../explore/evaluate/evaluator-of.ts";
import { type Encoding, isWithinSpace, keyOf, sizeOfChoice } from "../explore/space/design-space.ts";
import { loadSpec } from "../cli/load-spec.ts";
import { mapExactly } from "../mapping/exact/map.ts";
import type { EnumeratedDesigns } from "./enumerated-designs.ts";

const [specification = "", cacheFolder = "", out = "", part = "0", parts = "1"] = process.argv.slice(2);

const read = await loadSpec(specification);
const files = new Map(filesOf(read.spec).map(({ path }) => [path, new Uint8Array(readFileSync(path))]));
const cache = diskCache(cacheFolder, reason => process.stderr.write(`${reason}\n`), 2 ** 30);
const mapper = cachedMapper((workload, machine) => mapExactly(workload, machine), cache, "bench");
const evaluator = evaluatorFor(read, files, mapper);
const { space, objectives, limits } = evaluator;

/** Equal for designs of the same accelerators. */
const machineOf = (encoding: Encoding): number =>
  space.choices.reduce(
    (sum, { name }, position) => (/^\w+\.(template|pes|buffer)$/.test(name) ? sum + (encoding[position] ?? 0) : sum),
    0,
  );

/** The last choices turn fastest: one network after the other, each on all machines. */
const encodings = space.choices
  .map(sizeOfChoice)
  .reduce<readonly Encoding[]>(
    (begun, size) => begun.flatMap(each => Array.from({ length: size }, (_, code) => [...each, code])),
    [[]],
  )
  .filter(encoding => keyOf(space.canonical(encoding)) === keyOf(encoding) && isWithinSpace(space, encoding))
  .filter(encoding => machineOf(encoding) % Number(parts) === Number(part));

const outcomes: EnumeratedDesigns["outcomes"][number][] = [];
const started = process.cpuUsage();
for (const [index, encoding] of encodings.entries()) {
  const { outcome } = await evaluator.evaluate(encoding);
  outcomes.push(
    outcome.kind === "measured"
      ? { key: keyOf(encoding), scores: outcome.scores, violations: outcome.violations }
      : { key: keyOf(encoding), reason: outcome.kind },
  );
  if (index % 1000 === 999) {
    const { user, system } = process.cpuUsage(started);
    const perDesign = (user + system) / 1000 / (index + 1);
    process.stderr.write(`${index + 1} of ${encodings.length}, ${perDesign.toFixed(2)} ms of processor time each\n`);
  }
}
const enumerated: EnumeratedDesigns = { objectives, limits, outcomes };
writeFileSync(out, gzipSync(new TextEncoder().encode(JSON.stringify(enumerated))));
