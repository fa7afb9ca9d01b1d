/** What each thread of `mortise explore` and `mortise worker` runs: evaluates designs of specifications, and keeps mappings as commands do. */
import { workerData } from "piscina";
import { specificationBuilders } from "../explore/runs/specification.ts";
import { threadHandler } from "../explore/runs/threads/handler.ts";
import { realHost } from "./host.ts";
import { defaultMapper, rememberingMapper } from "./remembering-mapper.ts";

export interface ThreadSurroundings {
  /** Where mappings are kept for later runs; null where none are. */
  readonly cacheFolder: string | null;
}

const { cacheFolder } = workerData as ThreadSurroundings;
const mapper = await rememberingMapper(
  { ...realHost(), cacheFolder: cacheFolder ?? undefined },
  { mapper: defaultMapper, cache: true },
);

export const evaluateDesign = threadHandler(specificationBuilders(mapper));
