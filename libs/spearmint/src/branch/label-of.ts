import type { ConfigEntry } from '../config/config-entry.interface.js';

/** What people call a config, where its id does not say it: of an `$id` there is no need. @internal */
export function labelOf(entry: ConfigEntry): string | undefined {
  const { id, name } = entry;
  if (name === undefined && !id.startsWith('cfg_')) return undefined;
  return entry.label === id ? undefined : entry.label;
}
