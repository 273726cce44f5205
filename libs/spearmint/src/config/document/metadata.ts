import { idProblem, isTemplate } from '../identity/id-template.js';
import type { Problem } from '../problem.interface.js';
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

const isText = (value: unknown): value is string => typeof value === 'string';

/**
 * What is wrong with the value of a metadata key.
 *
 * @internal
 */
export function metadataProblem(
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
  const message = isTemplate(value) ? undefined : idProblem(value);
  return message === undefined ? undefined : { code: 'E_ID', message };
}

function expects(what: string, value: unknown): Omit<Problem, 'path'> {
  return {
    code: 'E_METADATA',
    message: `must be ${what}, got ${kindOf(value)}`,
  };
}
