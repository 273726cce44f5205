import type { ConfigPath } from '../config-path.js';
import { didYouMean } from '../nearest.js';
import type { Report } from '../problem.interface.js';
import { isPlainObject } from '../value/kinds.js';
import { METADATA_KEYS } from './metadata.js';

const LITERAL = '$literal';
const KNOWN_KEYS: readonly string[] = [...METADATA_KEYS, LITERAL];

/**
 * The value with its `$` keys resolved: `$$x` is the key `$x`, `{ $literal: v }`
 * is `v` as it stands, and any other key with one leading `$` is reported.
 * Parts without such keys are returned as they are.
 *
 * @internal
 */
export function resolveDollarKeys(
  value: unknown,
  report: Report,
  path: ConfigPath = [],
): unknown {
  if (Array.isArray(value)) {
    const items = value.map((item, index) =>
      resolveDollarKeys(item, report, [...path, index]),
    );
    return items.some((item, index) => item !== value[index]) ? items : value;
  }
  return isPlainObject(value) ? resolveMapping(value, report, path) : value;
}

function resolveMapping(
  mapping: Record<string, unknown>,
  report: Report,
  path: ConfigPath,
): unknown {
  const keys = Object.keys(mapping);
  if (keys.includes(LITERAL)) {
    if (keys.length === 1) return mapping[LITERAL];
    const siblings = keys.filter((key) => key !== LITERAL).join(', ');
    const message = `must be the only key of its mapping (found also ${siblings})`;
    report({ code: 'E_MATRIX', path: [...path, LITERAL], message });
    return mapping;
  }
  const resolved: Record<string, unknown> = {};
  let changed = false;
  for (const key of keys) {
    const at = [...path, key];
    const plainKey = key.startsWith('$$') ? key.slice(1) : key;
    if (plainKey === key && key.startsWith('$')) refuseKey(key, report, at);
    resolved[plainKey] = resolveDollarKeys(mapping[key], report, at);
    changed ||= plainKey !== key || resolved[plainKey] !== mapping[key];
  }
  return changed ? resolved : mapping;
}

function refuseKey(key: string, report: Report, path: ConfigPath): void {
  const escape = `a literal key that starts with "$" is written "$${key}", or put under ${LITERAL}`;
  if ((METADATA_KEYS as readonly string[]).includes(key)) {
    report({
      code: 'E_MATRIX',
      path,
      message: `${key} belongs at the top of a config`,
      hint: escape,
    });
    return;
  }
  const guess = didYouMean(key, KNOWN_KEYS);
  report({
    code: 'E_MATRIX',
    path,
    message: `unknown key ${key}; known: ${KNOWN_KEYS.join(', ')}`,
    hint: guess === undefined ? escape : `${guess} ${escape}`,
  });
}
