import { CALLER } from '../branch/branch-base.js';
import type { ConfigEntry } from '../config/index.js';
import { hashOfSnapshot, idOfHash } from '../config/identity/config-id.js';
import { snapshot } from '../config/value/snapshot.js';

/**
 * The config that a caller passed as an argument, as it is now, as an entry of no
 * pool. What has no canonical form (a mock, a class with functions) goes by the id
 * `caller`.
 *
 * @internal
 */
export function callerEntry(value: unknown): ConfigEntry {
  let isSound = true;
  const copy = snapshot(value, () => (isSound = false));
  if (!isSound) return { id: 'caller', hash: '', value, origin: CALLER };
  const hash = hashOfSnapshot(copy);
  return { id: idOfHash(hash), hash, value: copy, origin: CALLER };
}
