/** What the queue's keys in Redis are called. */
import { sha256 } from "../../../support/hash.ts";

/** Which program judges designs: two that differ in it never see one another's jobs. */
export interface ProgramIdentity {
  readonly version: string;
  /** Hash of the code that judges designs. */
  readonly revision: string;
}

export const programName = ({ version, revision }: ProgramIdentity): string => `${version} (${revision.slice(0, 8)})`;

export const queueName = (program: ProgramIdentity): string =>
  `mortise-${sha256(`${program.version} ${program.revision}`).slice(0, 16)}`;

export const presenceKey = (side: "workers" | "runs", identity: string): string => `mortise:${side}:${identity}`;

export const contentKey = (hash: string): string => `mortise:content:${hash}`;
