import { inspect } from 'node:util';
import { kindOf, isPlainObject } from '../../value/kinds.js';
import { didYouMean, nearest } from '../../nearest.js';
import { childLayer, refuseAt, type Layer } from '../layer.js';

/** The numbers of an operator's argument. @internal */
export type Numbers<K extends string> = Record<K, number>;

/**
 * The finite numbers of a mapping with these keys, and no others; `undefined`
 * after a report.
 *
 * @internal
 */
export function readNumbers<R extends string, O extends string = never>(
  argument: Layer,
  required: readonly R[],
  optional: readonly O[] = [],
): (Numbers<R> & Partial<Numbers<O>>) | undefined {
  const { value } = argument;
  const allowed: readonly string[] = [...required, ...optional];
  if (!isPlainObject(value)) {
    return refuseAt(
      argument,
      `expects a mapping with ${allowed.join(', ')}, got ${kindOf(value)}`,
    );
  }
  let isSound = true;
  const meant = new Set<string | undefined>();
  const refuse = (layer: Layer, message: string, hint?: string): void => {
    isSound = false;
    refuseAt(layer, message, hint);
  };
  for (const key of Object.keys(value)) {
    const layer = childLayer(argument, key);
    if (!allowed.includes(key)) {
      const message = `unknown option; allowed: ${allowed.join(', ')}`;
      refuse(layer, message, didYouMean(key, allowed));
      meant.add(nearest(key, allowed));
    } else if (typeof layer.value !== 'number') {
      const hint =
        typeof layer.value === 'string' ? 'remove the quotes' : undefined;
      refuse(layer, `must be a number, got ${kindOf(layer.value)}`, hint);
    } else if (!Number.isFinite(layer.value)) {
      refuse(layer, `must be finite, got ${inspect(layer.value)}`);
    }
  }
  // What is only misspelt has been told.
  const missing = required.filter(
    (key) => !Object.hasOwn(value, key) && !meant.has(key),
  );
  if (missing.length > 0) refuse(argument, `lacks ${missing.join(', ')}`);
  return isSound ? (value as Numbers<R> & Partial<Numbers<O>>) : undefined;
}
