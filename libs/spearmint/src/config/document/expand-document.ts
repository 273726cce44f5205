import {
  openSpace,
  type ConfigSpace,
  type SpaceOptions,
} from '../matrix/config-space.js';
import type { Origin } from '../origin.interface.js';
import type { Report } from '../problem.interface.js';
import { isPlainObject, kindOf } from '../value/kinds.js';

/**
 * The configs that a document's snapshot stands for; `undefined` after a report.
 *
 * @internal
 */
export function expandDocument(
  root: unknown,
  origin: Origin,
  report: Report,
  options: SpaceOptions,
): ConfigSpace | undefined {
  if (!isPlainObject(root)) {
    report({
      code: 'E_ROOT',
      path: [],
      message: `a config must be a mapping, got ${kindOf(root)}`,
    });
    return undefined;
  }
  const document = { file: origin.file, report };
  return openSpace([{ value: root, at: [], document }], options);
}
