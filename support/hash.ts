/** Content hashes: what identifies a model, a specification or a cached result. */
import { createHash } from "node:crypto";

/** Lower-case hexadecimal SHA-256 of the bytes (text is taken as UTF-8). */
export const sha256 = (content: string | Uint8Array): string => createHash("sha256").update(content).digest("hex");

/** The same digest as security policies of pages write it. */
export const base64Sha256 = (content: string): string => createHash("sha256").update(content).digest("base64");
