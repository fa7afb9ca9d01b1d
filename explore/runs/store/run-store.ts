/**
 * What a run knows, on disk: an outcome is stored as soon as it is there, and the strategy's state after each of its batches. A
 * process that is killed at any instant leaves what it stored; whatever it was evaluating then was never known to anybody.
 */
import { InternalError } from "../../../support/diagnostic.ts";
import { stringifyJson } from "../../../support/stable-json.ts";
import type { StrategyState } from "../../strategies/strategy.ts";
import { CompileError } from "../../../support/diagnostic.ts";
import type { Evaluation } from "../evaluator.ts";
import type { WorkSpan } from "../pool.ts";
import { noRun, runExists } from "../messages.ts";
import type { SearchSettings } from "../search-settings.ts";
import {
  all,
  type Connection,
  createDatabase,
  foldLog,
  hasRun,
  hasTable,
  inTransaction,
  lockFolder,
  openDatabase,
  upgrade,
  worded,
} from "./database.ts";

/** Who began a run, and how others know it. */
export interface RunHeader {
  readonly identity: string;
  readonly program: string;
}

/** How far a search has come. */
export interface StoredSearch {
  /** From 1. */
  readonly position: number;
  readonly settings: SearchSettings;
  /** Designs of whose outcomes the strategy has been told. */
  readonly told: number;
  /** Absent before its first batch. */
  readonly state?: StrategyState;
  readonly isEnded: boolean;
}

export interface StoredDesign extends Evaluation {
  /** In the order proposed, from 1. */
  readonly number: number;
  /** Of its canonical encoding. */
  readonly key: string;
  /** The evaluation broke down or did not end; the outcome tells how. */
  readonly hasFailed: boolean;
}

/** When a design was evaluated, and where. */
export interface StoredSpan extends WorkSpan {
  readonly search: number;
  /** Of the design. */
  readonly number: number;
}

export class RunStore {
  readonly folder: string;
  readonly header: RunHeader;
  private readonly connection: Connection;
  private readonly lock: Connection | undefined;

  private constructor(folder: string, connection: Connection, lock?: Connection) {
    this.folder = folder;
    this.connection = connection;
    this.lock = lock;
    const [header] = worded(folder, () => all(connection, "SELECT identity, program FROM run") as RunHeader[]);
    if (header === undefined) throw new InternalError(`the run in ${folder} has no header`);
    this.header = { identity: header.identity, program: header.program };
  }

  /**
   * A new run, which no other process can work on until it is closed.
   * @throws CompileError where there is one already, or the folder can't be written.
   */
  static begin(folder: string, header: RunHeader, searches: readonly SearchSettings[]): RunStore {
    return RunStore.locked(folder, lock => {
      if (hasRun(folder)) throw new CompileError([runExists(folder)]);
      const connection = createDatabase(folder, created => {
        created.prepare("INSERT INTO run VALUES (?, ?)").run(header.identity, header.program);
        const insert = created.prepare("INSERT INTO search VALUES (?, ?, 0, NULL, 0)");
        for (const [index, settings] of searches.entries()) insert.run(index + 1, textOf(settings));
      });
      return new RunStore(folder, connection, lock);
    });
  }

  /**
   * A run to go on with, which no other process can work on until it is closed.
   * @throws CompileError where there is none, another process has it, or it is damaged or of another version.
   */
  static resume(folder: string): RunStore {
    requireRun(folder);
    return RunStore.locked(folder, lock => {
      const connection = openDatabase(folder);
      upgrade(connection, folder);
      return new RunStore(folder, connection, lock);
    });
  }

  /** A run to look at, be it at work or not. @throws CompileError as `resume` does, but for other processes. */
  static read(folder: string): RunStore {
    requireRun(folder);
    return new RunStore(folder, openDatabase(folder));
  }

  private static locked(folder: string, open: (lock: Connection) => RunStore): RunStore {
    const lock = lockFolder(folder);
    try {
      return open(lock);
    } catch (error) {
      lock.close();
      throw error;
    }
  }

  searches(): readonly StoredSearch[] {
    return (
      this.rows("SELECT position, settings, told, state, ended FROM search ORDER BY position") as SearchRow[]
    ).map(({ position, settings, told, state, ended }) => ({
      position,
      settings: JSON.parse(settings) as SearchSettings,
      told,
      ...(state === null ? {} : { state: JSON.parse(state) as StrategyState }),
      isEnded: ended === 1,
    }));
  }

  /** Those with numbers above `after`, in the order of their numbers. */
  designs(search: number, after = 0): readonly StoredDesign[] {
    const rows = this.rows(
      "SELECT number, encoding, outcome, metrics, failed FROM design WHERE search = ? AND number > ? ORDER BY number",
      search,
      after,
    ) as DesignRow[];
    return rows.map(({ number, encoding, outcome, metrics, failed }) => ({
      number,
      key: encoding,
      outcome: JSON.parse(outcome) as Evaluation["outcome"],
      metrics: JSON.parse(metrics) as Evaluation["metrics"],
      hasFailed: failed === 1,
    }));
  }

  /**
   * Wall times, which differ from run to run: nothing that a run finds may depend on them. By search and number; designs of pools
   * that don't tell have none, nor have those that versions stored which kept none.
   */
  spans(): readonly StoredSpan[] {
    if (!worded(this.folder, () => hasTable(this.connection, "span"))) return [];
    return this.rows(
      'SELECT search, number, worker, started AS "start", ended AS "end" FROM span ORDER BY search, number',
    ) as StoredSpan[];
  }

  /** Survives the end of the process, but not always that of the machine: then the design is evaluated once more. */
  addDesign(search: number, { number, key, outcome, metrics, hasFailed }: StoredDesign, span?: WorkSpan): void {
    this.write("NORMAL", () => {
      this.connection
        .prepare("INSERT INTO design VALUES (?, ?, ?, ?, ?, ?)")
        .run(search, number, key, textOf(outcome), textOf(metrics), hasFailed ? 1 : 0);
      if (span !== undefined)
        this.connection
          .prepare("INSERT INTO span VALUES (?, ?, ?, ?, ?)")
          .run(search, number, span.worker, Math.round(span.start), Math.round(span.end));
    });
  }

  /** The strategy has been told of the first `told` designs. Survives the end of the machine. */
  closeBatch(search: number, told: number, state: StrategyState): void {
    this.write("FULL", () =>
      this.connection
        .prepare("UPDATE search SET told = ?, state = ? WHERE position = ?")
        .run(told, textOf(state), search),
    );
  }

  /** Nothing more will be proposed. */
  endSearch(search: number): void {
    this.write("FULL", () => this.connection.prepare("UPDATE search SET ended = 1 WHERE position = ?").run(search));
  }

  close(): void {
    if (this.lock !== undefined) foldLog(this.connection);
    this.connection.close();
    this.lock?.close();
  }

  /** @param durability what is waited for: the system's memory alone, or the disk. */
  private write(durability: "NORMAL" | "FULL", action: () => unknown): void {
    worded(this.folder, () => {
      this.connection.pragma(`synchronous = ${durability}`);
      // A transaction by itself: libsql leaves the one of a lone statement open where the statement fails.
      inTransaction(this.connection, action);
    });
  }

  private rows(query: string, ...values: readonly number[]): readonly unknown[] {
    return worded(this.folder, () => all(this.connection, query, ...values));
  }
}

interface SearchRow {
  readonly position: number;
  readonly settings: string;
  readonly told: number;
  readonly state: string | null;
  readonly ended: number;
}

interface DesignRow {
  readonly number: number;
  readonly encoding: string;
  readonly outcome: string;
  readonly metrics: string;
  readonly failed: number;
}

const requireRun = (folder: string): void => {
  if (!hasRun(folder)) throw new CompileError([noRun(folder)]);
};

/** @throws RangeError where a number is none that JSON can say: it would come back as null. */
const textOf = (value: unknown): string => {
  stringifyJson(value);
  return JSON.stringify(value);
};
