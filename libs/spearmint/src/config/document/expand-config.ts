import type { Report } from '../problem.interface.js';
import { isPlainObject, kindOf } from '../value/kinds.js';
import { resolveDollarKeys } from './dollar-keys.js';
import { takeMetadata, type ConfigMetadata } from './metadata.js';

/** @internal */
export interface ExpandedConfig {
  readonly value: Record<string, unknown>;
  readonly metadata: ConfigMetadata;
}

/**
 * The configurations that one snapshot of a source's mapping stands for, in
 * their order. The only stage that knows `$` keys: what it returns is plain.
 *
 * @internal
 */
export function expandConfig(root: unknown, report: Report): ExpandedConfig[] {
  if (!isPlainObject(root)) {
    report(rootProblem(root));
    return [];
  }
  const [metadata, rest] = takeMetadata(root, report);
  const value = resolveDollarKeys(rest, report);
  if (!isPlainObject(value)) {
    report(rootProblem(value));
    return [];
  }
  return [{ value, metadata }];
}

function rootProblem(value: unknown) {
  return {
    code: 'E_ROOT',
    path: [],
    message: `a config must be a mapping, got ${kindOf(value)}`,
  } as const;
}
