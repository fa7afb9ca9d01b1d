/** The one door to SQLite: opens a run's database, and puts what it refuses into words. Nothing of libsql leaves this folder. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import Database from "libsql";
import { CompileError, type Diagnostic } from "../../../support/diagnostic.ts";
import { systemErrorCode, systemErrorPhrase } from "../../../support/system-error.ts";
import { runCorrupt, runForeign, runFull, runInUse, runLocked, runOtherSchema, runUnwritable } from "../messages.ts";
import { makeFolders } from "./make-folders.ts";
import { applicationId, schema, schemaVersion, upgrades } from "./schema.ts";

export type Connection = Database.Database;

const databasePath = (folder: string): string => join(folder, "run.db");

/** A database alone says nothing: the process may have been killed before its tables stood in it. */
export const hasRun = (folder: string): boolean => {
  if (!existsSync(databasePath(folder))) return false;
  const connection = opened(folder);
  try {
    return formOf(connection, folder) === "run";
  } finally {
    connection.close();
  }
};

/**
 * The database of a run, whose pages have been looked through; of an older version, it has the tables of that one.
 * @throws CompileError where it is locked, damaged, not ours or of another version.
 */
export const openDatabase = (folder: string): Connection => {
  const connection = opened(folder);
  worded(folder, () => {
    const finding = oneOf(connection, "PRAGMA quick_check(1)");
    if (finding !== "ok") throw new CompileError([runCorrupt(folder, phraseOf(String(finding)))]);
  });
  return connection;
};

/**
 * A new database with the tables and what `fill` writes, all or nothing. The folder is made where it is missing.
 * @throws CompileError where it can't be written.
 */
export const createDatabase = (folder: string, fill: (connection: Connection) => void): Connection => {
  const connection = opened(folder);
  worded(folder, () =>
    inTransaction(connection, () => {
      connection.exec(schema);
      fill(connection);
    }),
  );
  return connection;
};

/** Brings a database of an older version to this one. Only who has the run's lock may. */
export const upgrade = (connection: Connection, folder: string): void =>
  worded(folder, () => {
    for (let step = nextUpgrade(connection); step !== undefined; step = nextUpgrade(connection)) {
      const statements = step;
      inTransaction(connection, () => connection.exec(statements));
    }
  });

const nextUpgrade = (connection: Connection): string | undefined => upgrades.get(formIn(connection));

/** Whether its version has the table. */
export const hasTable = (connection: Connection, name: string): boolean =>
  oneOf(connection, "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = ?", name) === 1;

/** All of `action` or nothing. Not libsql's own: that hides why SQLite gave up where SQLite has rolled back by itself. */
export const inTransaction = (connection: Connection, action: () => unknown): void => {
  connection.exec("BEGIN IMMEDIATE");
  try {
    action();
    connection.exec("COMMIT");
  } catch (error) {
    if (connection.inTransaction) connection.exec("ROLLBACK");
    throw error;
  }
};

/**
 * Keeps all other processes from working on the run until the connection that it gives is closed or the process ends, however it
 * ends: the system lets go of the lock of a dead process. Readers of the run are not kept out.
 * @throws CompileError where another process has it.
 */
export const lockFolder = (folder: string): Connection =>
  worded(folder, () => {
    const lock = connect(join(folder, "lock.db"), folder, 0);
    try {
      lock.exec("BEGIN EXCLUSIVE");
      return lock;
    } catch (error) {
      lock.close();
      if (codeOf(error).startsWith("SQLITE_BUSY")) throw new CompileError([runInUse(folder)]);
      throw error;
    }
  });

/** All rows. Who asks knows their columns. */
export const all = (
  connection: Connection,
  query: string,
  ...values: readonly (string | number)[]
): readonly unknown[] => connection.prepare(query).all(...values);

/**
 * Moves what stands in the log into the database, which is then whole without it. A convenience for whoever copies the folder: where
 * that can't be done now, the log stays.
 */
export const foldLog = (connection: Connection): void => {
  try {
    connection.pragma("wal_checkpoint(TRUNCATE)");
  } catch (error) {
    if (!codeOf(error).startsWith("SQLITE_")) throw error;
  }
};

/** Runs `action`, and says what the database refuses in the user's terms. */
export const worded = <T>(folder: string, action: () => T): T => {
  try {
    return action();
  } catch (error) {
    const diagnostic = diagnosticOf(folder, error);
    throw diagnostic === undefined ? error : new CompileError([diagnostic]);
  }
};

const opened = (folder: string): Connection =>
  worded(folder, () => {
    const connection = connect(databasePath(folder), folder);
    if (formOf(connection, folder) === "empty") connection.pragma("journal_mode = WAL");
    connection.pragma("foreign_keys = ON");
    return connection;
  });

/** Another process may be in the middle of a write; that takes no second. */
const busyMilliseconds = 5000;

const connect = (path: string, folder: string, timeout = busyMilliseconds): Connection => {
  makeFolders(folder);
  return new Database(path, { timeout });
};

const formOf = (connection: Connection, folder: string): "empty" | "run" =>
  worded(folder, () => {
    if (oneOf(connection, "SELECT count(*) FROM sqlite_schema") === 0) return "empty";
    if (oneOf(connection, "PRAGMA application_id") !== applicationId) throw new CompileError([runForeign(folder)]);
    const form = formIn(connection);
    if (form !== schemaVersion && !upgrades.has(form))
      throw new CompileError([runOtherSchema(folder, form, schemaVersion)]);
    return "run";
  });

const formIn = (connection: Connection): number => Number(oneOf(connection, "PRAGMA user_version"));

/** The only value of the only row. */
const oneOf = (connection: Connection, query: string, ...values: readonly string[]): unknown =>
  Object.values(all(connection, query, ...values)[0] ?? {})[0];

const codeOf = (error: unknown): string =>
  error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "";

const diagnosticOf = (folder: string, error: unknown): Diagnostic | undefined => {
  if (error instanceof CompileError) return undefined;
  const code = codeOf(error);
  const primary = /^SQLITE_[A-Z]+/.exec(code)?.[0] ?? "";
  const make = diagnostics[primary];
  if (make !== undefined) return make(folder, messageOf(error));
  // libsql gives no code where a file can't be opened at all.
  if (messageOf(error).startsWith("ConnectionFailed")) return runUnwritable(folder, "run.db can't be opened");
  const systemCode = systemErrorCode(error);
  return systemCode === undefined ? undefined : runUnwritable(folder, systemErrorPhrase(systemCode));
};

const diagnostics: Readonly<Record<string, (folder: string, reason: string) => Diagnostic>> = {
  SQLITE_FULL: runFull,
  SQLITE_BUSY: runLocked,
  SQLITE_LOCKED: runLocked,
  SQLITE_NOTADB: runCorrupt,
  SQLITE_CORRUPT: runCorrupt,
  SQLITE_READONLY: folder => runUnwritable(folder, "it may not be written to"),
  SQLITE_PERM: folder => runUnwritable(folder, "permission denied"),
  SQLITE_CANTOPEN: folder => runUnwritable(folder, "run.db can't be opened"),
  SQLITE_IOERR: folder => runUnwritable(folder, "the disk reports an error, or is full"),
};

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** The first line of SQLite's own finding. */
const phraseOf = (finding: string): string =>
  finding.split("\n").find(line => !line.startsWith("***")) ?? "a page can't be read";
