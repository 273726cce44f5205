const nameOf = (table: string, key: string): string =>
  `(SELECT name FROM ${table} WHERE key = ${key})`;
const configIdOf = (key: string): string =>
  `(SELECT id FROM config WHERE key = ${key})`;
const time = (ms: string): string =>
  `strftime('%Y-%m-%dT%H:%M:%fZ', ${ms} / 1000.0, 'unixepoch')`;

/** Statistics of one span, for each config with all roles together. */
const stats = (span: string, more = ''): string => `
WITH part AS MATERIALIZED (
  SELECT r.*, json_extract(r.sketch, '$[0]') AS lowest, e.name AS experiment_name, c.id AS config_id, c.label
  FROM rollup r JOIN experiment e ON e.key = r.experiment JOIN config c ON c.key = r.config
  WHERE r.span = '${span}'
),
bucket AS (
  SELECT p.config, p.start, j.key - 1 + p.lowest AS bucket, sum(j.value) AS n
  FROM part p, json_each(p.sketch) j
  WHERE j.key > 0 AND j.value > 0
  GROUP BY 1, 2, 3
),
ranked AS (
  SELECT config, start, bucket,
    sum(n) OVER (PARTITION BY config, start ORDER BY bucket) AS passed,
    sum(n) OVER (PARTITION BY config, start) AS total
  FROM bucket
),
quantile AS (
  SELECT config, start,
    min(bucket) FILTER (WHERE passed >= total * 0.50) AS p50,
    min(bucket) FILTER (WHERE passed >= total * 0.95) AS p95,
    min(bucket) FILTER (WHERE passed >= total * 0.99) AS p99
  FROM ranked GROUP BY 1, 2
),
total AS (
  SELECT experiment_name, config_id, label, config, start,
    sum(succeeded + failed) AS n, sum(succeeded) AS succeeded, sum(failed) AS failed, sum(skipped) AS skipped,
    sum(mean_ms * timed) / sum(timed) AS mean_ms, min(min_ms) AS min_ms, max(max_ms) AS max_ms,
    min(first_at) AS first_at, max(last_at) AS last_at
  FROM part GROUP BY config, start
)
SELECT t.experiment_name AS experiment, t.config_id, t.label, ${more}
  t.n, t.succeeded, t.failed, t.skipped,
  CAST(t.succeeded AS REAL) / nullif(t.n, 0) AS success,
  t.mean_ms, t.min_ms,
  (SELECT ms FROM latency_bucket b WHERE b.bucket = q.p50) AS p50_ms,
  (SELECT ms FROM latency_bucket b WHERE b.bucket = q.p95) AS p95_ms,
  (SELECT ms FROM latency_bucket b WHERE b.bucket = q.p99) AS p99_ms,
  t.max_ms,
  ${time('t.first_at')} AS first, ${time('t.last_at')} AS last
FROM total t LEFT JOIN quantile q ON q.config = t.config AND q.start = t.start`;

/** What people and other programs read, by name. Made anew whenever the version changes. */
const VIEWS: Readonly<Record<string, string>> = {
  branches: `
SELECT b.id, b.parent_id, ${nameOf('experiment', 'b.experiment')} AS experiment,
  c.id AS config_id, c.label, b.role, b.status, ${time('b.started_at')} AS started, b.duration_ms,
  b.error_type, b.reason, b.attempts, b.source AS config_source, b.config_read, b.started_at, b.bytes, b.key
FROM branch b JOIN config c ON c.key = b.config`,
  payloads: `
SELECT b.id, ${nameOf('experiment', 'b.experiment')} AS experiment, c.id AS config_id,
  coalesce(p.config, c.value) AS config, p.args, p.output, p.error, p.scores, p.attempts, p.truncated, p.cut, p.more
FROM branch b JOIN config c ON c.key = b.config JOIN payload p ON p.branch = b.key`,
  scores: `
SELECT b.id, ${nameOf('experiment', 'b.experiment')} AS experiment, ${configIdOf('b.config')} AS config_id,
  ${nameOf('metric', 's.metric')} AS score, s.value
FROM score s JOIN branch b ON b.key = s.branch`,
  experiments: `
SELECT e.name AS experiment, sum(r.succeeded + r.failed) AS n, sum(r.succeeded) AS succeeded, sum(r.failed) AS failed, sum(r.skipped) AS skipped,
  (SELECT count(*) FROM config c WHERE c.experiment = e.key) AS configs,
  ${time('min(r.first_at)')} AS first, ${time('max(r.last_at)')} AS last
FROM experiment e JOIN rollup r ON r.span = 'all' AND r.experiment = e.key AND r.config = 0
GROUP BY e.key`,
  configs: `
SELECT e.name AS experiment, c.id AS config_id, c.label, c.source, c.value AS config
FROM config c JOIN experiment e ON e.key = c.experiment`,
  config_stats: stats('all'),
  config_stats_daily: stats('day', `${time('t.start')} AS day,`),
  config_stats_hourly: stats('hour', `${time('t.start')} AS hour,`),
  config_scores: `
SELECT ${nameOf('experiment', 'r.experiment')} AS experiment, ${configIdOf('r.config')} AS config_id,
  (SELECT label FROM config WHERE key = r.config) AS label, ${nameOf('metric', 's.metric')} AS score, sum(s.n) AS n,
  sum(s.mean * s.n) / sum(s.n) AS mean, min(s.least) AS least, max(s.most) AS most
FROM rollup_score s JOIN rollup r ON r.key = s.rollup
WHERE r.span = 'all' AND r.config <> 0
GROUP BY r.config, s.metric`,
};

/** @internal */
export const CREATE_VIEWS = Object.entries(VIEWS)
  .map(([view, query]) => `CREATE VIEW ${view} AS ${query.trim()};`)
  .join('\n\n');

/** The names of the views. @internal */
export const VIEW_NAMES = Object.keys(VIEWS);
