import { type Dirent, readdirSync, realpathSync } from 'node:fs';
import { extname, join, sep } from 'node:path';
import { CONFIG_EXTENSIONS, isConfigFile } from './config-extensions.js';
import type { ConfigSourceContext } from './config-source.js';
import { fileIssue } from './file-issue.js';
import { findKind, type FoundKind } from './file-kind.js';

/**
 * All configuration files below a directory, ordered by path segments in
 * UTF-16 code units, the same on every host. Names that begin with `.` or `_`
 * are left out, linked directories are visited once.
 *
 * @internal
 */
export function listDirectory(
  directory: string,
  context: ConfigSourceContext,
  wanted?: Wanted,
): FoundFile[] {
  const walk = new Walk(context, wanted);
  walk.enter(directory);
  if (walk.files.length > context.maxConfigs) {
    const message = `holds more files than maxConfigs=${context.maxConfigs}`;
    const hint = 'name a directory of configs only, or raise maxConfigs';
    context.report({
      code: 'E_TOO_MANY',
      origin: directory,
      path: '',
      message,
      hint,
    });
    return [];
  }
  if (walk.files.length === 0 && !walk.failed) {
    context.report({
      code: 'E_EMPTY_DIR',
      origin: directory,
      path: '',
      message: `holds no ${CONFIG_EXTENSIONS.join(', ')} file${wanted === undefined ? '' : ` that matches ${wanted.pattern}`} (other files, ignored: ${walk.ignored})`,
    });
  }
  return walk.files;
}

/** @internal */
export interface FoundFile {
  readonly path: string;
  /** Where the path leads, if no link has to be followed from its directory. */
  readonly realPath: string | undefined;
}

/** Which of the files are meant. @internal */
export interface Wanted {
  readonly pattern: string;
  accepts(file: string): boolean;
}

class Walk {
  readonly files: FoundFile[] = [];
  ignored = 0;
  failed = false;
  readonly #visited = new Set<string>();

  constructor(
    private readonly context: ConfigSourceContext,
    private readonly wanted: Wanted | undefined,
  ) {}

  enter(directory: string): void {
    if (this.files.length > this.context.maxConfigs) return;
    const found = this.#entriesOf(directory);
    if (!found) return;
    this.#refuseTwins(
      directory,
      new Set(found.entries.map(({ name }) => name)),
    );
    for (const entry of found.entries) {
      const path = directory + sep + entry.name;
      this.#take({ path, realPath: realPathOf(entry, path, found) }, entry);
    }
  }

  #entriesOf(
    directory: string,
  ): { realPath: string; isReal: boolean; entries: Dirent[] } | undefined {
    try {
      const realPath = realpathSync.native(directory);
      if (this.#visited.has(realPath)) return undefined;
      this.#visited.add(realPath);
      // By UTF-16 code units.
      const entries = readdirSync(directory, { withFileTypes: true }).sort(
        (a, b) => (a.name < b.name ? -1 : 1),
      );
      return { realPath, isReal: realPath === directory, entries };
    } catch (error) {
      this.#fail(fileIssue(error, directory, this.context.baseDir));
      return undefined;
    }
  }

  #take(file: FoundFile, entry: Dirent): void {
    const { name } = entry;
    const { path } = file;
    const found = this.#kindOf(path, entry);
    if (/^[._]/.test(name)) this.ignored += found.kind === 'file' ? 1 : 0;
    else if (found.kind === 'directory') this.enter(path);
    else if (!isConfigFile(name) || this.wanted?.accepts(path) === false)
      this.ignored++;
    else if (found.kind === 'file') this.files.push(file);
    else if (found.kind === 'problem') this.#fail(found.issue);
    else {
      const message = 'is not a regular file';
      this.#fail({ code: 'E_NOT_A_FILE', origin: path, path: '', message });
    }
  }

  /** Only a link has to be followed to know it. */
  #kindOf(path: string, entry: Dirent): FoundKind {
    if (entry.isFile()) return { kind: 'file' };
    if (entry.isDirectory()) return { kind: 'directory' };
    return findKind(path, this.context.baseDir);
  }

  #refuseTwins(directory: string, names: ReadonlySet<string>): void {
    for (const name of names) {
      if (/^[._]/.test(name) || extname(name).toLowerCase() !== '.yaml')
        continue;
      const twin = `${name.slice(0, -'.yaml'.length)}.yml`;
      if (!names.has(twin) || !this.#wants(directory, name, twin)) continue;
      const message = `stands beside ${join(directory, twin)}: one of them is left over`;
      const hint = 'keep one of the two';
      this.#fail({
        code: 'E_AMBIGUOUS_FILE',
        origin: join(directory, name),
        path: '',
        message,
        hint,
      });
    }
  }

  #wants(directory: string, ...names: string[]): boolean {
    return names.every(
      (name) => this.wanted?.accepts(join(directory, name)) ?? true,
    );
  }

  #fail(issue: Parameters<ConfigSourceContext['report']>[0]): void {
    this.failed = true;
    this.context.report(issue);
  }
}

function realPathOf(
  entry: Dirent,
  path: string,
  { isReal, realPath }: { isReal: boolean; realPath: string },
): string | undefined {
  if (!entry.isFile()) return undefined;
  return isReal ? path : realPath + sep + entry.name;
}
