import type { FSWatcher } from 'chokidar';
import { SpearmintError } from '../errors/spearmint.error.js';
import type { WatchedPaths } from '../config/source/watched-paths.js';

/** What is never a place of configs, and has very many files. */
const IGNORED = /(?:^|[\\/])(?:node_modules|\.git)(?:[\\/]|$)/;

/** How long to wait for a watcher that looks at very many files, in milliseconds. */
const READY_MS = 5_000;

/** A watch that goes on until it is closed. @internal */
export interface DirectoryWatch {
  add(paths: WatchedPaths): void;
  close(): Promise<void>;
}

/**
 * A pool is to be watched, and the optional package that watches files is missing.
 *
 * @remedy `npm install chokidar`, or leave `watch` out.
 * @publicApi
 */
export class MissingWatcherError extends SpearmintError {
  readonly code = 'SPEARMINT_E_MISSING_WATCHER';

  constructor(pool: string) {
    super(
      `Pool "${pool}" is to be watched, which takes the package chokidar: npm install chokidar`,
    );
  }
}

/**
 * Tells of any change in directories; what has changed is for the reader to find
 * out, because files are also changed by moving others over them.
 *
 * @throws MissingWatcherError without chokidar.
 * @internal
 */
export async function watchDirectories(
  pool: string,
  paths: WatchedPaths,
  onChange: () => void,
): Promise<DirectoryWatch> {
  const { watch } = await loadChokidar(pool);
  const options = {
    ignoreInitial: true,
    persistent: false,
    ignorePermissionErrors: true,
    // So that a link which leads elsewhere is a change: volumes of Kubernetes are swapped so.
    followSymlinks: false,
    ignored: (path: string): boolean => IGNORED.test(path),
  };
  const deep = watch([], options);
  const shallow = watch([], { ...options, depth: 0 });
  for (const watcher of [deep, shallow]) {
    watcher.on('all', onChange);
    // Of changes in quick succession the other events leave some out.
    watcher.on('raw', onChange);
    // What cannot be watched cannot be read either, and reading tells of it.
    watcher.on('error', onChange);
  }
  await Promise.all([
    looksAt(deep, [...paths.deep]),
    looksAt(shallow, [...paths.shallow]),
  ]);
  return {
    add(more) {
      deep.add([...more.deep]);
      shallow.add([...more.shallow]);
    },
    async close() {
      await Promise.all([deep.close(), shallow.close()]);
    },
  };
}

/** What happens before a watcher is ready makes no event. */
function looksAt(watcher: FSWatcher, paths: string[]): Promise<void> {
  // Without any it would never be ready.
  if (paths.length === 0) return Promise.resolve();
  watcher.add(paths);
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, READY_MS).unref();
    watcher.once('ready', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}

async function loadChokidar(pool: string): Promise<typeof import('chokidar')> {
  try {
    return await import('chokidar');
  } catch {
    throw new MissingWatcherError(pool);
  }
}
