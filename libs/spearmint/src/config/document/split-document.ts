import { types } from 'node:util';
import type { ConfigPath } from '../config-path.js';
import type { ConfigDocument } from '../source/config-source.js';
import type { FilePosition } from '../origin.interface.js';
import { isMapping, kindOf } from '../value/kinds.js';
import type { Report } from '../problem.interface.js';

/**
 * A document whose root is a list, as one document per item.
 *
 * @internal
 */
export function splitDocument(
  document: ConfigDocument,
  report: Report,
): ConfigDocument[] {
  try {
    return split(document, report);
  } catch (error) {
    if (!types.isNativeError(error)) throw error;
    // Proxies and getters can refuse to be looked at.
    report({ code: 'E_VALUE', path: [], message: 'could not be read' });
    return [];
  }
}

function split(document: ConfigDocument, report: Report): ConfigDocument[] {
  const { value: list } = document;
  if (!Array.isArray(list)) return [document];
  if (list.length === 0) {
    report({
      code: 'E_ROOT',
      path: [],
      message: 'is an empty list, which holds no config',
    });
  }
  if (Object.keys(list).length < list.length) {
    report({ code: 'E_VALUE', path: [], message: 'a list cannot have holes' });
    return [];
  }
  return Array.from(list as unknown[], (value, index) => ({
    value,
    index,
  })).flatMap(({ value, index }) => {
    if (!isMapping(value) && !hasJsonForm(value)) {
      const message = `a config must be a mapping, got ${kindOf(value)}`;
      report({ code: 'E_ROOT', path: [index], message });
      return [];
    }
    return [
      {
        value,
        origin: `${document.origin}[${index}]`,
        file: document.file,
        locate: (path: ConfigPath) => inItem(document, index, path),
      },
    ];
  });
}

function inItem(
  document: ConfigDocument,
  index: number,
  path: ConfigPath,
): FilePosition | undefined {
  const position = document.locate?.([index, ...path]);
  return position?.depth === undefined
    ? position
    : { ...position, depth: Math.max(0, position.depth - 1) };
}

function hasJsonForm(value: unknown): boolean {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    'toJSON' in value
  );
}
