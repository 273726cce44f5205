/** The tables as they began. Changed by later steps only, never here. @internal */
export const VERSION_1 = `
CREATE TABLE experiment (
  key INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE
) STRICT;

CREATE TABLE config (
  key INTEGER PRIMARY KEY,
  experiment INTEGER NOT NULL REFERENCES experiment (key),
  id TEXT NOT NULL,
  value TEXT,
  source TEXT NOT NULL,
  UNIQUE (experiment, id)
) STRICT;

CREATE TABLE branch (
  key INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  parent_id TEXT,
  experiment INTEGER NOT NULL REFERENCES experiment (key),
  config INTEGER NOT NULL REFERENCES config (key),
  source TEXT NOT NULL,
  config_read INTEGER NOT NULL,
  role TEXT NOT NULL,
  status TEXT NOT NULL,
  started_at REAL NOT NULL,
  duration_ms REAL,
  error_type TEXT,
  reason TEXT,
  attempts INTEGER,
  bytes INTEGER NOT NULL
) STRICT;

CREATE INDEX branch_by_time ON branch (started_at);
CREATE INDEX branch_by_experiment ON branch (experiment, started_at);
CREATE INDEX branch_by_config ON branch (config, started_at);
CREATE INDEX branch_not_successful ON branch (status, started_at) WHERE status <> 'success';
CREATE INDEX branch_by_parent ON branch (parent_id) WHERE parent_id IS NOT NULL;

CREATE TABLE payload (
  branch INTEGER PRIMARY KEY REFERENCES branch (key),
  config TEXT,
  args TEXT,
  output TEXT,
  error TEXT,
  scores TEXT,
  attempts TEXT,
  truncated TEXT,
  cut TEXT,
  more TEXT
) STRICT;

CREATE TABLE metric (
  key INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE
) STRICT;

CREATE TABLE score (
  branch INTEGER NOT NULL REFERENCES branch (key),
  metric INTEGER NOT NULL REFERENCES metric (key),
  value REAL NOT NULL,
  PRIMARY KEY (branch, metric)
) STRICT, WITHOUT ROWID;

CREATE TABLE rollup (
  key INTEGER PRIMARY KEY,
  span TEXT NOT NULL,
  experiment INTEGER NOT NULL,
  config INTEGER NOT NULL,
  role TEXT NOT NULL,
  start INTEGER NOT NULL,
  succeeded INTEGER NOT NULL,
  failed INTEGER NOT NULL,
  skipped INTEGER NOT NULL,
  pending INTEGER NOT NULL,
  first_at REAL NOT NULL,
  last_at REAL NOT NULL,
  timed INTEGER NOT NULL,
  mean_ms REAL,
  m2_ms REAL,
  min_ms REAL,
  max_ms REAL,
  sketch TEXT NOT NULL,
  UNIQUE (span, experiment, config, role, start)
) STRICT;

CREATE TABLE rollup_score (
  rollup INTEGER NOT NULL REFERENCES rollup (key),
  metric INTEGER NOT NULL REFERENCES metric (key),
  n INTEGER NOT NULL,
  mean REAL,
  m2 REAL,
  least REAL,
  most REAL,
  PRIMARY KEY (rollup, metric)
) STRICT, WITHOUT ROWID;

CREATE TABLE latency_bucket (
  bucket INTEGER PRIMARY KEY,
  ms REAL NOT NULL
) STRICT;

CREATE TABLE journal_position (
  journal TEXT PRIMARY KEY,
  segment INTEGER NOT NULL,
  offset INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE ingest (
  key INTEGER PRIMARY KEY CHECK (key = 1),
  commits INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  rows_expired INTEGER NOT NULL
) STRICT;
`;
