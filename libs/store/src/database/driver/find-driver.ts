import { addonDriver } from './addon.driver.js';
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
  | { readonly driver: SqlDriver; readonly reasons?: undefined }
  | { readonly driver?: undefined; readonly reasons: readonly string[] };

/** What a search looks at; replaced in tests. @internal */
export interface DriverSeams {
  readonly nodeVersion: string;
  readonly builtIn: () => SqlDriver | undefined;
  readonly installedVersion: (name: string) => string | undefined;
  readonly addon: (name: 'better-sqlite3' | 'libsql') => SqlDriver;
}

const SYSTEM: DriverSeams = {
  nodeVersion: process.versions.node,
  builtIn: nodeSqliteDriver,
  installedVersion,
  addon: addonDriver,
};

/**
 * The first driver that works here; or the one that is named, and no other.
 *
 * @internal
 */
export function findDriver(
  name?: SqlDriverName,
  seams: DriverSeams = SYSTEM,
): DriverSearch {
  const reasons: string[] = [];
  for (const candidate of name === undefined ? DRIVER_NAMES : [name]) {
    const found = tryDriver(candidate, seams);
    if (typeof found !== 'string') return { driver: found };
    reasons.push(found);
  }
  return { reasons };
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
