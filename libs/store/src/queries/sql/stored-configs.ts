import type { ConfigOrigin } from 'nestjs-spearmint';
import type { SqlConnection } from '../../database/driver/sql-connection.interface.js';
import type { StoredConfig } from '../results/stored-config.interface.js';
import { parsed } from './parsed.js';

const CONFIGS = `
SELECT c.key, e.name AS experiment, c.id, c.label, c.source, c.value
FROM json_each(?) j
CROSS JOIN config c ON c.key = j.value CROSS JOIN experiment e ON e.key = c.experiment`;

/** Configs by their keys, each once, in the order of the keys' first appearance. @internal */
export function storedConfigs(
  connection: SqlConnection,
  keys: Iterable<number>,
): Map<number, StoredConfig> {
  const rows = connection.prepare(CONFIGS).all<{
    key: number;
    experiment: string;
    id: string;
    source: ConfigOrigin;
    value: string | null;
    label: string | null;
  }>(JSON.stringify([...new Set(keys)]));
  return new Map(
    rows.map(({ key, experiment, id, source, value, label }) => [
      key,
      {
        experiment,
        configId: id,
        ...(label === null ? {} : { label }),
        configSource: source,
        config: parsed(value),
      },
    ]),
  );
}
