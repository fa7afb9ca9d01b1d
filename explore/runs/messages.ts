/** Every diagnostic about runs, so that codes stay unique and wording even. */
import type { Diagnostic } from "../../support/diagnostic.ts";

const runFault = (code: string, folder: string, message: string, help: string): Diagnostic => ({
  code,
  severity: "error",
  message,
  where: { file: folder },
  help,
});

export const noRun = (folder: string): Diagnostic =>
  runFault("RUN_MISSING", folder, "there is no run in this folder", "name the folder that mortise explore -o wrote");

export const runExists = (folder: string): Diagnostic =>
  runFault(
    "RUN_EXISTS",
    folder,
    "there is a run in this folder already",
    "go on with it by --resume, or name another folder",
  );

export const runInUse = (folder: string): Diagnostic =>
  runFault(
    "RUN_IN_USE",
    folder,
    "another process is at work on this run",
    "wait until it ends, or name another folder; mortise best shows what it has found so far",
  );

export const runLocked = (folder: string): Diagnostic =>
  runFault(
    "RUN_LOCKED",
    folder,
    "another program holds the run's database locked",
    "close what has run.db open, then go on by --resume: all that was stored is there",
  );

export const runFull = (folder: string): Diagnostic =>
  runFault(
    "RUN_DISK_FULL",
    folder,
    "the disk is full, so that the last result could not be stored",
    "make room, then go on by --resume: all that was stored is there",
  );

export const runUnwritable = (folder: string, reason: string): Diagnostic =>
  runFault("RUN_UNWRITABLE", folder, `the run can't be stored: ${reason}`, "choose another folder, or mend this one");

export const runCorrupt = (folder: string, reason: string): Diagnostic =>
  runFault(
    "RUN_CORRUPT",
    folder,
    `the run's database is damaged: ${reason}`,
    "put back a copy of the folder, or begin anew in another; nothing was changed in this one",
  );

export const runForeign = (folder: string): Diagnostic =>
  runFault("RUN_FOREIGN", folder, "run.db is no run of Mortise", "name another folder");

export const runOtherSchema = (folder: string, found: number, known: number): Diagnostic =>
  runFault(
    "RUN_OTHER_SCHEMA",
    folder,
    `its database has form ${found}, this version reads form ${known}`,
    found > known ? "use the newer version of Mortise that wrote it" : "use the older version of Mortise that wrote it",
  );

export const runOtherProgram = (folder: string, began: string, now: string): Diagnostic =>
  runFault(
    "RUN_OTHER_PROGRAM",
    folder,
    `it was begun by version ${began} of Mortise and this is ${now}, which may judge designs in another way`,
    `go on with version ${began}, or begin anew in another folder`,
  );

/** @param parts what differs, such as `cell.mortise` or `--seed`. */
export const runChanged = (folder: string, parts: readonly string[]): Diagnostic =>
  runFault(
    "RUN_CHANGED",
    folder,
    `not as it was when the run began: ${parts.join(", ")}`,
    "put it back as it was, or begin anew in another folder: results of both would not belong together",
  );

export const runSpecificationsMissing = (folder: string, files: readonly string[]): Diagnostic =>
  runFault(
    "RUN_SPEC_MISSING",
    folder,
    `the specification that it began with is not at hand: ${files.join(", ")}`,
    "start Mortise in the folder where the run was begun, or put the specification back",
  );

export const runDiverged = (folder: string, search: string, number: number): Diagnostic =>
  runFault(
    "RUN_DIVERGED",
    folder,
    `the search of ${search} no longer proposes the designs that it did: design ${number} differs`,
    "go on with the program and the files that began the run, or begin anew in another folder",
  );

const queueFault = (code: string, message: string, help: string): Diagnostic => ({
  code,
  severity: "error",
  message,
  help,
});

export const queueAddress = (given: string): Diagnostic =>
  queueFault(
    "QUEUE_ADDRESS",
    `"${given}" is no address of a queue`,
    "write redis://HOST:PORT, or rediss:// where it is encrypted",
  );

/** @param address without a password. */
export const queueUnreachable = (address: string, reason: string): Diagnostic =>
  queueFault(
    "QUEUE_UNREACHABLE",
    `there is no Redis to talk to at ${address}: ${reason}`,
    "start redis-server there, or check the address, the password and the firewall",
  );

export const queueLost = (address: string, seconds: number): Diagnostic =>
  queueFault(
    "QUEUE_LOST",
    `Redis at ${address} has not answered for ${seconds} s`,
    "start it again; what was stored is kept, and --resume goes on from there",
  );

/** @param others how the others call themselves. */
export const queueOtherPrograms = (side: "workers" | "runs", others: readonly string[], own: string): Diagnostic =>
  queueFault(
    "QUEUE_OTHER_PROGRAM",
    `this is mortise ${own}, and the ${side} at the queue are of ${others.join(", ")}: they may judge designs in another way`,
    "install the same version on both sides",
  );
