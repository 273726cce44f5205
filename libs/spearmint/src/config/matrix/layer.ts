import { types } from 'node:util';
import type { ConfigPath } from '../config-path.js';
import type { Problem, Report } from '../problem.interface.js';
import { isPlainObject } from '../value/kinds.js';

/** The document that a part was written in. @internal */
export interface LayerDocument {
  /** Absolute path, if it is a file. */
  readonly file: string | undefined;
  readonly report: Report;
}

/**
 * A part of a config as it was written, in one place. Several of them, the later
 * over the earlier, make one part of the config.
 *
 * @internal
 */
export interface Layer {
  readonly value: unknown;
  /** Where it was written, with the operators on the way. */
  readonly at: ConfigPath;
  readonly document: LayerDocument;
}

/** @internal */
export function childLayer(layer: Layer, key: string | number): Layer {
  const value = (layer.value as Record<string | number, unknown>)[key];
  return { value, at: [...layer.at, key], document: layer.document };
}

/** @internal */
export function refuseAt(
  layer: Layer,
  message: string,
  hint?: string,
  code: Problem['code'] = 'E_MATRIX',
): undefined {
  layer.document.report({
    code,
    path: layer.at,
    message,
    ...(hint === undefined ? {} : { hint }),
  });
}

/** Whether a key is one of ours: one `$`, where `$$` stands for the character. @internal */
export function isOurs(key: string): boolean {
  return key.startsWith('$') && !key.startsWith('$$');
}

/** The operator that a mapping is, `undefined` for one of data. @internal */
export function operatorKey(value: unknown): string | undefined {
  if (!isPlainObject(value)) return undefined;
  return Object.keys(value).find((key) => isOurs(key) && key !== '$variants');
}

/** Whether a part is a mapping of data, which merges with another one. @internal */
export function isData(value: unknown): value is Record<string, unknown> {
  return isPlainObject(value) && operatorKey(value) === undefined;
}

/** Whether nothing in a part is of the language, not even an escape. @internal */
export function isPlainData(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return true;
  if (Array.isArray(value)) return value.every(isPlainData);
  if (types.isMap(value) || types.isSet(value))
    return Array.from(value as Iterable<unknown>).every(isPlainData);
  if (!isPlainObject(value)) return true;
  for (const key in value) {
    if (key.startsWith('$') || !isPlainData(value[key])) return false;
  }
  return true;
}
