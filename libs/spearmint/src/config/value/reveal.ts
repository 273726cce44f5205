import { isPlainObject } from './kinds.js';
import { SecretValue } from './secret-value.js';

/** A value as the method gets it, and the secrets that are in it. @internal */
export interface Revealed {
  readonly value: unknown;
  readonly secrets: readonly SecretValue[];
}

/** A value with its secrets in place of their names; the same one where it has none. @internal */
export function reveal(value: unknown): Revealed {
  if (!holdsSecret(value)) return { value, secrets: [] };
  const secrets: SecretValue[] = [];
  return { value: revealInto(value, secrets), secrets };
}

function holdsSecret(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (Array.isArray(value)) return value.some(holdsSecret);
  if (!isPlainObject(value)) return value instanceof SecretValue;
  for (const key in value) if (holdsSecret(value[key])) return true;
  return false;
}

function revealInto(value: unknown, secrets: SecretValue[]): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof SecretValue) {
    secrets.push(value);
    return SecretValue.reveal(value);
  }
  if (!Array.isArray(value) && !isPlainObject(value)) return value;
  const before = secrets.length;
  const entries = Object.entries(value).map(
    ([key, item]) => [key, revealInto(item, secrets)] as const,
  );
  if (secrets.length === before) return value;
  return Object.freeze(
    Array.isArray(value)
      ? entries.map(([, item]) => item)
      : Object.fromEntries(entries),
  );
}

/** A text in which secrets are called by their names. @internal */
export function withoutSecrets(
  text: string,
  secrets: readonly SecretValue[],
): string {
  let safe = text;
  // The longest first: one may be the beginning of another.
  const known = secrets
    .map((secret) => ({
      name: String(secret),
      value: SecretValue.reveal(secret),
    }))
    .filter(({ value }) => value !== '')
    .sort((a, b) => b.value.length - a.value.length);
  for (const { name, value } of known) {
    const escaped = JSON.stringify(value).slice(1, -1);
    safe = safe.replaceAll(value, name).replaceAll(escaped, name);
  }
  return safe;
}
