import type { ConfigEntry } from '../config-entry.interface.js';
import type { ConfigModel } from '../model/config-model.js';
import { ConfigRecord, type Binding } from './config-record.js';

/**
 * What an entry was bound to, so that a call only looks it up, along the few
 * paths and models (mostly one) that it is bound to.
 *
 * @internal
 */
export function findBinding(
  entry: ConfigEntry,
  model: ConfigModel | undefined,
  path: string,
): Binding | undefined {
  let binding = ConfigRecord.bindingsOf(entry);
  while (
    binding !== undefined &&
    (binding.model !== model || binding.path !== path)
  )
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
  const next = ConfigRecord.bindingsOf(entry);
  ConfigRecord.bind(entry, { path, model, value, next });
}
