import { join } from 'node:path';
import { codeOf } from './code-of.js';
import type { JournalPosition } from './journal-position.interface.js';
import type { JournalFs } from './journal-seams.interface.js';

const SINKS = 'sinks';
const CURSOR = 'cursor.json';
const LEASE = 'lease.json';

/** What a sink keeps in the folder of its journals. @internal */
export interface SinkFiles {
  readonly folder: string;
  /** How far it has read. */
  readonly cursor: string;
  /** Which process delivers. */
  readonly lease: string;
}

/** @internal */
export function sinkFiles(journals: string, sink: string): SinkFiles {
  const folder = join(journals, SINKS, sink);
  return { folder, cursor: join(folder, CURSOR), lease: join(folder, LEASE) };
}

/** How far a sink has read. @internal */
export interface SinkCursor {
  readonly sink: string;
  readonly position: JournalPosition;
}

/**
 * The cursors of a folder's sinks, those left out that nobody has used since a time,
 * in milliseconds since the epoch.
 *
 * @internal
 */
export function readCursors(
  fs: JournalFs,
  journals: string,
  usedSince: number,
): SinkCursor[] {
  return namesIn(fs, join(journals, SINKS))
    .filter((sink) => lastUse(fs, sinkFiles(journals, sink)) >= usedSince)
    .map((sink) => ({
      sink,
      position: positionIn(fs, sinkFiles(journals, sink).cursor),
    }));
}

function namesIn(fs: JournalFs, folder: string): string[] {
  try {
    return fs.readdirSync(folder);
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(codeOf(error))) return [];
    throw error;
  }
}

function lastUse(fs: JournalFs, { folder, cursor, lease }: SinkFiles): number {
  return Math.max(
    ...[folder, cursor, lease].map(
      (path) => fs.statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0,
    ),
  );
}

/** The beginning where there is none, or it cannot be read: better kept too long than lost. @internal */
export function positionIn(
  fs: Pick<JournalFs, 'readFileSync'>,
  path: string,
): JournalPosition {
  try {
    return JSON.parse(fs.readFileSync(path, 'utf8')) as JournalPosition;
  } catch {
    return {};
  }
}
