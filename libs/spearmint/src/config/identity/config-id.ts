import { hash } from 'node:crypto';
import { canonicalize } from './canonicalize.js';
import { writeCanonical } from './write-canonical.js';

/** Marks ids made from content; `$id` must not begin so. */
const ID_PREFIX = 'cfg_';
/** 80 bits: a million configs collide with a probability of 4e-13. */
const ID_DIGITS = 20;

/**
 * SHA-256 of the canonical form, as 64 hex digits.
 *
 * @throws SpearmintConfigError when the value has no canonical form
 * @publicApi
 */
export function configHash(value: unknown): string {
  return hash('sha256', canonicalize(value));
}

/**
 * The id of a configuration by its content: `cfg_` and the first 20 hex digits
 * of {@link configHash}. Equal content has an equal id on every host.
 *
 * @throws SpearmintConfigError when the value has no canonical form
 * @publicApi
 */
export function configId(value: unknown): string {
  return idOfHash(configHash(value));
}

/** @internal */
export function hashOfSnapshot(value: unknown): string {
  return hash('sha256', writeCanonical(value));
}

/** @internal */
export function idOfHash(contentHash: string): string {
  return ID_PREFIX + contentHash.slice(0, ID_DIGITS);
}

/** @internal */
export function looksGenerated(id: string): boolean {
  return /^cfg\d*_/i.test(id);
}
