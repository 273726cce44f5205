import { REDACTED } from './redacted.js';

type IsSecretName = (name: unknown) => boolean;

/** `{ name: 'Cookie', value: 'x' }`, as HAR files have it. @internal */
export function isNamed(
  source: object,
  key: string,
  isSecretName: IsSecretName,
): boolean {
  if (key !== 'value') return false;
  const { name, key: other } = source as { name?: unknown; key?: unknown };
  return isSecretName(name) || isSecretName(other);
}

/** As Node gives them: name, value, name, value. @internal */
export function maskRawHeaders(
  list: readonly unknown[],
  isSecretName: IsSecretName,
): unknown[] {
  return list.map((item, at) =>
    at % 2 === 1 && isSecretName(list[at - 1]) ? REDACTED : item,
  );
}
