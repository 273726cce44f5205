import type { ConfigEntry } from '../config-entry.interface.js';
import type { ConfigModel } from '../model/config-model.js';
import { ConfigRecord, type Binding } from './config-record.js';

/**
 * What an entry was bound to, so that a call only looks it up: by path, then
 * along the few models (mostly one) that are bound to that path.
 *
 * @internal
 */
export function findBinding(
  entry: ConfigEntry,
  model: ConfigModel | undefined,
  path: string,
): Binding | undefined {
  let binding = ConfigRecord.bindingsOf(entry).get(path);
  while (binding !== undefined && binding.model !== model)
    binding = binding.next;
  return binding;
}

/** @internal */
export function keepBinding(
  entry: ConfigEntry,
  model: ConfigModel | undefined,
  path: string,
  value: unknown,
): void {
  const bindings = ConfigRecord.bindingsOf(entry);
  bindings.set(path, { model, value, next: bindings.get(path) });
}
