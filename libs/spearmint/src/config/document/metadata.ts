import { looksGenerated } from '../identity/config-id.js';
import type { Problem, Report } from '../problem.interface.js';
import { kindOf } from '../value/kinds.js';

/**
 * What a configuration says about itself: no part of its value nor of its hash.
 *
 * @internal
 */
export interface ConfigMetadata {
  readonly id?: string;
  readonly name?: string;
  readonly description?: string;
  readonly tags?: readonly string[];
  readonly weight?: number;
}

/** @internal */
export const METADATA_KEYS = [
  '$id',
  '$name',
  '$description',
  '$tags',
  '$weight',
] as const;

const ID_PATTERN = /^[A-Za-z0-9][A-Za-z0-9._:-]{0,127}$/;

const isText = (value: unknown): value is string => typeof value === 'string';

/**
 * Takes the metadata keys out of the root mapping.
 *
 * @internal
 */
export function takeMetadata(
  root: Record<string, unknown>,
  report: Report,
): [ConfigMetadata, typeof root] {
  const rest = { ...root };
  const found: Record<string, unknown> = {};
  for (const key of METADATA_KEYS) {
    if (!Object.hasOwn(root, key)) continue;
    delete rest[key];
    const problem = check(key, root[key]);
    if (problem) report({ path: [key], ...problem });
    else found[key.slice(1)] = root[key];
  }
  return [found, rest];
}

function check(
  key: (typeof METADATA_KEYS)[number],
  value: unknown,
): Omit<Problem, 'path'> | undefined {
  switch (key) {
    case '$id':
      return checkId(value);
    case '$tags':
      return Array.isArray(value) && value.every(isText)
        ? undefined
        : expects('a list of texts', value);
    case '$weight':
      return typeof value === 'number' && Number.isFinite(value) && value >= 0
        ? undefined
        : expects('a finite number of at least 0', value);
    default:
      return isText(value) ? undefined : expects('a text', value);
  }
}

function checkId(value: unknown): Omit<Problem, 'path'> | undefined {
  if (!isText(value)) {
    return {
      code: 'E_ID',
      message: `must be a text, got ${kindOf(value)}`,
      hint: 'put it in quotes',
    };
  }
  if (!ID_PATTERN.test(value)) {
    return { code: 'E_ID', message: `must match ${ID_PATTERN.source}` };
  }
  return looksGenerated(value)
    ? {
        code: 'E_ID',
        message: 'must not begin with cfg_, which marks generated ids',
      }
    : undefined;
}

function expects(what: string, value: unknown): Omit<Problem, 'path'> {
  return {
    code: 'E_METADATA',
    message: `must be ${what}, got ${kindOf(value)}`,
  };
}
