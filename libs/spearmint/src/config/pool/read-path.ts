import { formatPath, parsePath, type ConfigPath } from '../config-path.js';
import { didYouMean } from '../nearest.js';
import type { Problem } from '../problem.interface.js';
import { isPlainObject, kindOf } from '../value/kinds.js';

/** @internal */
export type Reading =
  | { readonly ok: true; readonly value: unknown; readonly path: ConfigPath }
  | { readonly ok: false; readonly problem: Problem };

/**
 * The part of a value at a dotted path; own properties only.
 *
 * @internal
 */
export function readPath(root: unknown, text: string): Reading {
  const path = parsePath(text);
  if (!path) {
    const message = `${JSON.stringify(text)} is not a path`;
    return refuse(
      [],
      message,
      'write it like a.b[0].c, and ["a.b"] for a key with dots',
    );
  }
  let value = root;
  for (const [depth, segment] of path.entries()) {
    const next = step(value, segment, path.slice(0, depth));
    if (!next.ok) return next;
    ({ value } = next);
  }
  return { ok: true, value, path };
}

function step(
  value: unknown,
  segment: string | number,
  at: ConfigPath,
): Reading {
  const path = [...at, segment];
  if (Array.isArray(value)) {
    if (typeof segment !== 'number')
      return refuse(at, `is a list, cannot go to .${segment}`);
    if (segment >= value.length)
      return refuse(path, `not found: the list has ${value.length} items`);
    return { ok: true, value: value[segment], path };
  }
  if (!isPlainObject(value))
    return refuse(
      at,
      `is ${kindOf(value)}, cannot go to ${formatStep(segment)}`,
    );
  if (!Object.hasOwn(value, segment)) {
    const keys = Object.keys(value);
    const message = `not found: the keys here are ${keys.join(', ') || '(none)'}`;
    return refuse(path, message, didYouMean(String(segment), keys));
  }
  return { ok: true, value: value[segment], path };
}

function formatStep(segment: string | number): string {
  return typeof segment === 'number' ? formatPath([segment]) : `.${segment}`;
}

function refuse(path: ConfigPath, message: string, hint?: string): Reading {
  const problem = {
    code: 'E_BIND',
    path,
    message,
    ...(hint === undefined ? {} : { hint }),
  } as const;
  return { ok: false, problem };
}
