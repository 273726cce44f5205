/**
 * Configs get a column for their label, which was among what payloads have beside the
 * rest. Each has that of its latest branch: one look into an index and one row for each
 * config, however many branches there are. And the slowest branches of an experiment are
 * found without looking at all of them. Changed by later steps only, never here.
 *
 * @internal
 */
export const VERSION_2 = `
ALTER TABLE config ADD COLUMN label TEXT;

UPDATE config SET label = (
  SELECT CASE WHEN json_valid(p.more) AND json_type(p.more, '$.label') = 'text' THEN json_extract(p.more, '$.label') END
  FROM branch b INDEXED BY branch_by_config JOIN payload p ON p.branch = b.key
  WHERE b.config = config.key ORDER BY b.started_at DESC, b.key DESC LIMIT 1
);

CREATE INDEX branch_by_duration ON branch (experiment, duration_ms);
`;
