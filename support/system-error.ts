/** Words for what the operating system refuses. */

/** The `code` of a system error (`ENOENT`, …), or undefined for any other. */
export const systemErrorCode = (error: unknown): string | undefined =>
  error instanceof Error && "code" in error && typeof error.code === "string" && /^E[A-Z0-9]+$/.test(error.code)
    ? error.code
    : undefined;

const phrases: Readonly<Record<string, string>> = {
  EACCES: "permission denied",
  EPERM: "permission denied",
  EROFS: "the disk is read-only",
  ENOSPC: "the disk is full",
  EDQUOT: "the disk quota is used up",
  ENOTDIR: "a part of the path is a file, not a folder",
  EEXIST: "there is a file of this name where a folder is needed",
  EISDIR: "there is a folder of this name where a file is needed",
  ENAMETOOLONG: "the name is too long",
  ELOOP: "its symbolic links go round in a circle",
  EMFILE: "too many files are open",
  EIO: "the disk reports an error",
  ENOENT: "a part of the path does not exist",
};

export const systemErrorPhrase = (code: string): string => phrases[code] ?? `the system reports ${code}`;
