/** Runs and workers tell Redis that they are there, and of which version, so that each can say why nothing happens. */
import type { Redis } from "ioredis";
import { presenceKey, type ProgramIdentity, programName } from "./names.ts";

const heartbeatMilliseconds = 5000;
/** A killed process is gone after that. */
const presentSeconds = 15;

export interface Presence {
  end(): Promise<void>;
}

export const announce = async (
  redis: Redis,
  side: "workers" | "runs",
  identity: string,
  program: ProgramIdentity,
): Promise<Presence> => {
  const key = presenceKey(side, identity);
  const beat = (): Promise<unknown> => redis.set(key, programName(program), "EX", presentSeconds);
  await beat();
  // A beat that is missed while Redis is away is no fault: the next one comes.
  const timer = setInterval(() => void beat().catch(() => undefined), heartbeatMilliseconds);
  return {
    end: async () => {
      clearInterval(timer);
      if (redis.status === "ready") await redis.del(key);
    },
  };
};

/** The programs of all on that side, as they call themselves; one entry each. */
export const present = async (redis: Redis, side: "workers" | "runs"): Promise<readonly string[]> => {
  const keys = await redis.keys(presenceKey(side, "*"));
  if (keys.length === 0) return [];
  return (await redis.mget(keys)).filter(name => name !== null);
};
