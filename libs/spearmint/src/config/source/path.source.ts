import { parse, resolve } from 'node:path';
import {
  ConfigSource,
  type ConfigDocument,
  type ConfigSourceContext,
} from './config-source.js';
import { isConfigFile, CONFIG_EXTENSIONS } from './config-extensions.js';
import { findKind } from './file-kind.js';
import { isGlob, loadGlob } from './load-glob.js';
import { listDirectory } from './list-directory.js';
import { loadFile } from './load-file.js';

/**
 * A file, all files of a directory, or those that a glob matches.
 *
 * @internal
 */
export class PathSource extends ConfigSource {
  constructor(private readonly path: string) {
    super();
  }

  load(context: ConfigSourceContext): ConfigDocument[] {
    const path = resolve(context.baseDir, this.path);
    const found = findKind(path, context.baseDir);
    if (found.kind === 'problem' && isGlob(this.path))
      return loadGlob(this.path, context);
    if (found.kind === 'problem') {
      context.report(found.issue);
      return [];
    }
    const refusal = this.#refusal(path, found.kind);
    if (refusal) {
      context.report({ origin: path, path: '', ...refusal });
      return [];
    }
    const isDirectory = found.kind === 'directory';
    if (isDirectory) context.watched?.directory(path);
    else context.watched?.file(path, undefined);
    return isDirectory
      ? listDirectory(path, context).flatMap((file) => loadFile(file, context))
      : loadFile({ path, realPath: undefined }, context);
  }

  #refusal(path: string, kind: 'file' | 'directory' | 'other') {
    if (path === parse(path).root) {
      const message = 'is the root of the file system';
      const hint = 'name the directory of the configs';
      return { code: 'E_BAD_SOURCE', message, hint } as const;
    }
    const looksLikeFile = isConfigFile(path);
    if (/[\\/]$/.test(this.path) && kind === 'file') {
      return {
        code: 'E_NOT_A_DIRECTORY',
        message: 'is a file, and the path ends like one of a directory',
        hint: 'leave the last slash out',
      } as const;
    }
    if (kind === 'other' || (kind === 'directory' && looksLikeFile)) {
      const message =
        kind === 'other'
          ? 'is not a regular file'
          : 'is a directory, not a file';
      return { code: 'E_NOT_A_FILE', message } as const;
    }
    if (kind === 'file' && !looksLikeFile) {
      const message = 'has no extension of a configuration file';
      return {
        code: 'E_UNSUPPORTED',
        message,
        hint: `use ${CONFIG_EXTENSIONS.join(', ')}`,
      } as const;
    }
    return undefined;
  }
}
