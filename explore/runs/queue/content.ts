/** What evaluators are built from, kept in Redis by its hash: sent once per run, fetched once per worker, and checked by both. */
import type { Redis } from "ioredis";
import { sha256 } from "../../../support/hash.ts";
import { stringifyJson } from "../../../support/stable-json.ts";
import type { EvaluatorDescription } from "../evaluator.ts";
import type { EvaluationSubject } from "../pool.ts";
import { contentKey } from "./names.ts";

/** Renewed while a run needs it. */
const keptSeconds = 86_400;

/** The key of a subject is the hash of its description's text, which is thereby content like any other. */
export const publish = async (redis: Redis, { description, files }: EvaluationSubject): Promise<void> => {
  await put(redis, new TextEncoder().encode(stringifyJson(description)));
  for (const bytes of files.values()) await put(redis, bytes);
};

const put = async (redis: Redis, bytes: Uint8Array): Promise<void> => {
  const key = contentKey(sha256(bytes));
  // Megabytes that are there already need not travel again.
  if ((await redis.expire(key, keptSeconds)) === 1) return;
  await redis.set(key, Buffer.from(bytes), "EX", keptSeconds);
};

/** @throws Error where Redis does not have it whole. */
export const fetchSubject = async (redis: Redis, key: string): Promise<EvaluationSubject> => {
  const text = new TextDecoder().decode(await get(redis, key));
  const description = JSON.parse(text) as EvaluatorDescription;
  const files = new Map<string, Uint8Array>();
  for (const [name, hash] of Object.entries(description.files)) files.set(name, await get(redis, hash));
  return { key, description, files };
};

const get = async (redis: Redis, hash: string): Promise<Uint8Array> => {
  const bytes = await redis.getBuffer(contentKey(hash));
  if (bytes === null) throw new Error(`the queue does not hold content ${hash.slice(0, 12)}`);
  if (sha256(bytes) !== hash) throw new Error(`content ${hash.slice(0, 12)} was changed on its way`);
  return bytes;
};
