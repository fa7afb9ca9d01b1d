/** The tables of a run. One row per design that was evaluated; the state of each strategy between two of its batches. */

/** Raised with every change of the tables. A database of a newer version is refused, an older one read as it is. */
export const schemaVersion = 2;

/** Says that a database is a run of ours: "MRTS" in ASCII. */
export const applicationId = 0x4d_52_54_53;

/** Version 2: when which worker was at a design. Nothing that a run finds depends on it. */
const spanTable = `
CREATE TABLE span (
  search INTEGER NOT NULL,
  number INTEGER NOT NULL,
  worker TEXT NOT NULL,
  started INTEGER NOT NULL,     -- milliseconds since 1970, by the clock of the worker's machine
  ended INTEGER NOT NULL,
  PRIMARY KEY (search, number),
  FOREIGN KEY (search, number) REFERENCES design (search, number)
) STRICT;
`;

/** What brings a database of each older version to the next one. */
export const upgrades: ReadonlyMap<number, string> = new Map([[1, `${spanTable}PRAGMA user_version = 2;`]]);

export const schema = `
CREATE TABLE run (
  identity TEXT NOT NULL, -- random: names the run where several share a queue; never part of a result
  program TEXT NOT NULL   -- version of the program that began it
) STRICT;
CREATE TABLE search (
  position INTEGER PRIMARY KEY, -- in the order given, from 1
  settings TEXT NOT NULL,       -- JSON: all that its result depends on
  told INTEGER NOT NULL,        -- designs whose outcomes the strategy has been told of
  state TEXT,                   -- JSON: the strategy's, after these; NULL at the start
  ended INTEGER NOT NULL        -- 1 where the budget is used up or the strategy has no more to propose
) STRICT;
CREATE TABLE design (
  search INTEGER NOT NULL REFERENCES search (position),
  number INTEGER NOT NULL,      -- in the order proposed, from 1
  encoding TEXT NOT NULL,       -- its key
  outcome TEXT NOT NULL,        -- JSON
  metrics TEXT NOT NULL,        -- JSON
  failed INTEGER NOT NULL,      -- 1 where the evaluation broke down or did not end
  PRIMARY KEY (search, number),
  UNIQUE (search, encoding)
) STRICT;
${spanTable}PRAGMA application_id = ${applicationId};
PRAGMA user_version = ${schemaVersion};
`;
