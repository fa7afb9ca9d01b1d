/** The mapper that commands use: what it found in earlier runs is kept in the user's cache folder. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Mapper } from "../explore/map-network.ts";
import { sha256 } from "../support/hash.ts";
import { printDiagnostics } from "./diagnostics.ts";
import type { Host } from "./host.ts";
import { unwritableCache } from "./messages.ts";

/** @param usesCache false with `--no-cache`. */
export const rememberingMapper = async (host: Host, usesCache: boolean): Promise<Mapper> => {
  const { map } = await import("../mapping/mapper.ts");
  const mapper: Mapper = (workload, architecture) => map(workload, architecture);
  const { cacheFolder } = host;
  if (!usesCache || cacheFolder === undefined) return mapper;
  const { cachedMapper } = await import("../explore/cached-mapper.ts");
  const { diskCache } = await import("./disk-cache.ts");
  const folder = join(cacheFolder, "mappings");
  const complain = (reason: string): void => printDiagnostics([unwritableCache(folder, reason)], host);
  return cachedMapper(mapper, diskCache(folder, complain), mappingRevision());
};

/** Of all code that maps: a version number would not change while it is worked on. */
const mappingRevision = (): string => {
  const folder = join(import.meta.dirname, "../mapping");
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter(name =>
    /(?<!\.d)\.[jt]s$/.test(name),
  );
  return sha256(
    files
      .sort()
      .map(name => `${name}\n${readFileSync(join(folder, name), "utf8")}`)
      .join("\n"),
  );
};
