import { addonDriver } from './addon.driver.js';
import { fileShortage } from './file-shortage.js';
import { installedVersion } from './installed-version.js';
import { nodeSqliteDriver } from './node-sqlite.driver.js';
import type { SqlDriver, SqlDriverName } from './sql-connection.interface.js';

/** The preferred one first. @internal */
export const DRIVER_NAMES: readonly SqlDriverName[] = [
  'node:sqlite',
  'better-sqlite3',
  'libsql',
];

/** A driver, or why it cannot be had. @internal */
export type DriverSearch =
  | {
      readonly driver: SqlDriver;
      readonly reasons?: undefined;
      readonly shortage?: undefined;
    }
  | {
      readonly driver?: undefined;
      readonly reasons: readonly string[];
      /** The code of why no files can be opened, where that is all that is known. */
      readonly shortage?: string | undefined;
    };

/** What a search looks at; replaced in tests. @internal */
export interface DriverSeams {
  readonly nodeVersion: string;
  readonly builtIn: () => SqlDriver | undefined;
  readonly installedVersion: (name: string) => string | undefined;
  readonly addon: (name: 'better-sqlite3' | 'libsql') => SqlDriver;
  readonly shortage: () => string | undefined;
}

const SYSTEM: DriverSeams = {
  nodeVersion: process.versions.node,
  builtIn: nodeSqliteDriver,
  installedVersion,
  addon: addonDriver,
  shortage: fileShortage,
};

/**
 * The first driver that works here; or the one that is named, and no other. None while
 * no files can be opened, since nobody can tell then what is installed.
 *
 * @internal
 */
export function findDriver(
  name?: SqlDriverName,
  seams: DriverSeams = SYSTEM,
): DriverSearch {
  const shortage = seams.shortage();
  if (shortage !== undefined) return noFiles(shortage);
  const reasons: string[] = [];
  for (const candidate of name === undefined ? DRIVER_NAMES : [name]) {
    const found = tryDriver(candidate, seams);
    if (typeof found !== 'string') return { driver: found };
    reasons.push(found);
  }
  // Others may have taken the last ones meanwhile.
  const since = seams.shortage();
  return since === undefined ? { reasons } : noFiles(since);
}

function noFiles(shortage: string): DriverSearch {
  return { reasons: [`${shortage}: no more files can be opened`], shortage };
}

/** The driver, or why not. */
function tryDriver(
  name: SqlDriverName,
  { nodeVersion, builtIn, installedVersion: versionOf, addon }: DriverSeams,
): SqlDriver | string {
  if (name === 'node:sqlite')
    return (
      builtIn() ?? `Node ${nodeVersion} has no node:sqlite (22.13 and later do)`
    );
  const version = versionOf(name);
  if (version === undefined) return `${name} is not installed`;
  // Loaded there, it ends the process with a segmentation fault.
  if (
    name === 'better-sqlite3' &&
    major(version) >= 13 &&
    major(nodeVersion) < 22
  )
    return `better-sqlite3 ${version} crashes Node ${nodeVersion} (12 works on Node 20)`;
  try {
    return addon(name);
  } catch (error) {
    const [line] = String((error as Partial<Error>).message ?? error).split(
      '\n',
    );
    return `${name} ${version} does not load: ${line}`;
  }
}

function major(version: string): number {
  return Number.parseInt(version, 10);
}
