/** The tables of a run. One row per design that was evaluated; the state of each strategy between two of its batches. */

/** Raised with every change of the tables; a database of another version is refused. */
export const schemaVersion = 1;

/** Says that a database is a run of ours: "MRTS" in ASCII. */
export const applicationId = 0x4d_52_54_53;

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
PRAGMA application_id = ${applicationId};
PRAGMA user_version = ${schemaVersion};
`;
