import type { SqlConnection } from '../driver/sql-connection.interface.js';

/** How many branches the database below has. */
export const OLD_BRANCHES = 6;

/**
 * Makes what the first release left behind: by its own tables and views, with two
 * configs of an experiment that have a label, one whose label has changed, one without,
 * and values of every kind.
 */
export function makeVersion1(connection: SqlConnection): void {
  connection.exec('PRAGMA journal_mode = WAL');
  connection.exec(TABLES);
  connection.exec(ROWS);
}

/** Written down here, so that no change of the sources changes what they were. */
const TABLES = `
CREATE TABLE experiment (key INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;
CREATE TABLE config (key INTEGER PRIMARY KEY, experiment INTEGER NOT NULL REFERENCES experiment (key), id TEXT NOT NULL, value TEXT, source TEXT NOT NULL, UNIQUE (experiment, id)) STRICT;
CREATE TABLE branch (key INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, parent_id TEXT, experiment INTEGER NOT NULL REFERENCES experiment (key), config INTEGER NOT NULL REFERENCES config (key), source TEXT NOT NULL, config_read INTEGER NOT NULL, role TEXT NOT NULL, status TEXT NOT NULL, started_at REAL NOT NULL, duration_ms REAL, error_type TEXT, reason TEXT, attempts INTEGER, bytes INTEGER NOT NULL) STRICT;
CREATE INDEX branch_by_time ON branch (started_at);
CREATE INDEX branch_by_experiment ON branch (experiment, started_at);
CREATE INDEX branch_by_config ON branch (config, started_at);
CREATE INDEX branch_not_successful ON branch (status, started_at) WHERE status <> 'success';
CREATE INDEX branch_by_parent ON branch (parent_id) WHERE parent_id IS NOT NULL;
CREATE TABLE payload (branch INTEGER PRIMARY KEY REFERENCES branch (key), config TEXT, args TEXT, output TEXT, error TEXT, scores TEXT, attempts TEXT, truncated TEXT, cut TEXT, more TEXT) STRICT;
CREATE TABLE metric (key INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;
CREATE TABLE score (branch INTEGER NOT NULL REFERENCES branch (key), metric INTEGER NOT NULL REFERENCES metric (key), value REAL NOT NULL, PRIMARY KEY (branch, metric)) STRICT, WITHOUT ROWID;
CREATE TABLE rollup (key INTEGER PRIMARY KEY, span TEXT NOT NULL, experiment INTEGER NOT NULL, config INTEGER NOT NULL, role TEXT NOT NULL, start INTEGER NOT NULL, succeeded INTEGER NOT NULL, failed INTEGER NOT NULL, skipped INTEGER NOT NULL, pending INTEGER NOT NULL, first_at REAL NOT NULL, last_at REAL NOT NULL, timed INTEGER NOT NULL, mean_ms REAL, m2_ms REAL, min_ms REAL, max_ms REAL, sketch TEXT NOT NULL, UNIQUE (span, experiment, config, role, start)) STRICT;
CREATE TABLE rollup_score (rollup INTEGER NOT NULL REFERENCES rollup (key), metric INTEGER NOT NULL REFERENCES metric (key), n INTEGER NOT NULL, mean REAL, m2 REAL, least REAL, most REAL, PRIMARY KEY (rollup, metric)) STRICT, WITHOUT ROWID;
CREATE TABLE latency_bucket (bucket INTEGER PRIMARY KEY, ms REAL NOT NULL) STRICT;
CREATE TABLE journal_position (journal TEXT PRIMARY KEY, segment INTEGER NOT NULL, offset INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE ingest (key INTEGER PRIMARY KEY CHECK (key = 1), commits INTEGER NOT NULL, created_at INTEGER NOT NULL, rows_expired INTEGER NOT NULL) STRICT;
CREATE VIEW configs AS SELECT e.name AS experiment, c.id AS config_id, c.source, c.value AS config FROM config c JOIN experiment e ON e.key = c.experiment;
CREATE VIEW of_an_old_release AS SELECT 1 AS one;
PRAGMA application_id = 1397771604;
PRAGMA user_version = 1;
`;

const ROWS = `
INSERT INTO experiment VALUES (1, 'Search.run');
INSERT INTO config VALUES
  (1, 1, 'config-1', '{"model":"small"}', 'pool'),
  (2, 1, 'config-2', '{"model":"large"}', 'pool'),
  (3, 1, 'config-0', NULL, 'caller'),
  (4, 1, 'expired', '{"model":"gone"}', 'pool');
INSERT INTO branch VALUES
  (1, 'run-1', NULL, 1, 1, 'pool', 1, 'primary', 'success', 1764000000001.5, 1.25, NULL, NULL, NULL, 25),
  (2, 'run-2', 'run-1', 1, 2, 'pool', 0, 'shadow', 'failed', 1764000000002, 3, 'TypeError', NULL, 2, 60),
  (3, 'run-3', NULL, 1, 3, 'caller', 1, 'primary', 'skipped', 1764000000003, NULL, NULL, 'limit', NULL, 0),
  (4, 'late', NULL, 1, 2, 'pool', 1, 'shadow', 'success', 1764000000009, 2, NULL, NULL, NULL, 40),
  (5, 'early', NULL, 1, 2, 'pool', 1, 'shadow', 'success', 1764000000000, 2, NULL, NULL, NULL, 40),
  (6, 'odd', NULL, 1, 3, 'caller', 1, 'primary', 'success', 1764000000004, 1, NULL, NULL, NULL, 40);
INSERT INTO payload VALUES
  (1, NULL, '["a question"]', '{"text":"answer"}', NULL, '{"exact":1}', NULL, '["output.text"]', NULL, '{"label":"small, warm"}'),
  (2, '{"model":"huge"}', NULL, NULL, '{"type":"TypeError","message":"no"}', NULL, '[{},{}]', NULL, '["args"]', '{"label":"big","tags":["new"]}'),
  (3, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
  (4, NULL, NULL, '{"text":"answer"}', NULL, NULL, NULL, NULL, NULL, '{"label":"large \\"now\\""}'),
  (5, NULL, NULL, '{"text":"answer"}', NULL, NULL, NULL, NULL, NULL, '{"label":"large"}'),
  (6, NULL, NULL, '{"text":"answer"}', NULL, NULL, NULL, NULL, NULL, '{"label":{"no":"text"}}');
INSERT INTO metric VALUES (1, 'exact');
INSERT INTO score VALUES (1, 1, 1.0);
INSERT INTO rollup VALUES
  (1, 'all', 1, 1, 'primary', 0, 1, 0, 0, 0, 1764000000001.5, 1764000000001.5, 1, 1.25, 0, 1.25, 1.25, '[360,1]'),
  (2, 'all', 1, 2, 'shadow', 0, 2, 1, 0, 0, 1764000000000, 1764000000009, 2, 2, 0, 2, 2, '[383,2]');
INSERT INTO rollup_score VALUES (1, 1, 1, 1.0, 0.0, 1.0, 1.0);
INSERT INTO latency_bucket VALUES (360, 1.25), (383, 2.0);
INSERT INTO ingest VALUES (1, 1, 1764000000000, 0);
INSERT INTO journal_position VALUES ('journal', 1, 100);
`;
