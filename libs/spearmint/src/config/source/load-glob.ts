import { relative, resolve, sep } from 'node:path';
import picomatch from 'picomatch';
import type { ConfigDocument, ConfigSourceContext } from './config-source.js';
import { findKind } from './file-kind.js';
import { listDirectory } from './list-directory.js';
import { loadFile } from './load-file.js';

/** @internal */
export function isGlob(path: string): boolean {
  return picomatch.scan(path).isGlob;
}

/**
 * The documents of the files that a glob matches, in the order of a directory.
 *
 * @internal
 */
export function loadGlob(
  pattern: string,
  context: ConfigSourceContext,
): ConfigDocument[] {
  const { base, glob } = picomatch.scan(pattern);
  const directory = resolve(context.baseDir, base);
  const found = findKind(directory, context.baseDir);
  if (found.kind === 'problem') {
    context.report(found.issue);
    return [];
  }
  context.watched?.directory(directory);
  const matches = picomatch(glob);
  const files = listDirectory(directory, context, {
    pattern,
    accepts: (file) => matches(relative(directory, file).split(sep).join('/')),
  });
  return files.flatMap((file) => loadFile(file, context));
}
