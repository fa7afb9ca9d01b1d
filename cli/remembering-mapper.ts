/** The mapper that commands use: what it found in earlier runs is kept in the user's cache folder. */
import { join } from "node:path";
import { Option } from "commander";
import type { Mapper } from "../explore/map-network.ts";
import { printDiagnostics } from "./diagnostics.ts";
import type { Host } from "./host.ts";
import { unwritableCache } from "./messages.ts";
import { revisionOf } from "./program-identity.ts";

/** How mappings are searched: `exact` looks at the whole mapspace, `plain` at a few sensible ones (docs/cost-model.md). */
const mapperNames = ["exact", "plain"] as const;
export type MapperName = (typeof mapperNames)[number];
export const defaultMapper: MapperName = "exact";

export const mapperOption = (): Option =>
  new Option(
    "--mapper <how>",
    "exact: the best of the whole mapspace, proven; plain: the best of a few sensible mappings, quickly",
  )
    .choices(mapperNames)
    .default(defaultMapper);

export interface MapperOptions {
  readonly mapper: MapperName;
  /** False with `--no-cache`. */
  readonly cache: boolean;
}

export const rememberingMapper = async (host: Host, options: MapperOptions): Promise<Mapper> => {
  const mapper = await mapperNamed(options.mapper);
  const { cacheFolder } = host;
  if (!options.cache || cacheFolder === undefined) return mapper;
  const { cachedMapper } = await import("../explore/cached-mapper.ts");
  const { diskCache } = await import("./disk-cache.ts");
  const folder = join(cacheFolder, "mappings");
  const complain = (reason: string): void => printDiagnostics([unwritableCache(folder, reason)], host);
  return cachedMapper(mapper, diskCache(folder, complain), `${options.mapper} ${revisionOf(["mapping"])}`);
};

const mapperNamed = async (name: MapperName): Promise<Mapper> => {
  if (name === "exact") {
    const { mapExactly } = await import("../mapping/exact/map.ts");
    return (workload, architecture) => mapExactly(workload, architecture);
  }
  const { map } = await import("../mapping/mapper.ts");
  return (workload, architecture) => map(workload, architecture);
};
