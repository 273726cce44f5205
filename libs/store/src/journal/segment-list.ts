import { join } from 'node:path';
import type { JournalFs } from './journal-seams.interface.js';
import { parseSegmentName } from './segment-name.js';

/** A segment in a folder. @internal */
export interface SegmentInfo {
  readonly journal: string;
  readonly number: number;
  readonly path: string;
  readonly bytes: number;
  /** Milliseconds since the epoch. */
  readonly modifiedAt: number;
}

/** The segments of a folder by journal, each journal's in order. @internal */
export function listSegments(
  fs: Pick<JournalFs, 'readdirSync' | 'statSync'>,
  folder: string,
): Map<string, SegmentInfo[]> {
  const journals = new Map<string, SegmentInfo[]>();
  for (const file of fs.readdirSync(folder).sort()) {
    const name = parseSegmentName(file);
    if (name === undefined) continue;
    const path = join(folder, file);
    const stat = fs.statSync(path, { throwIfNoEntry: false });
    // Another process may have deleted it just now.
    if (stat === undefined) continue;
    const info = { ...name, path, bytes: stat.size, modifiedAt: stat.mtimeMs };
    const known = journals.get(name.journal);
    if (known === undefined) journals.set(name.journal, [info]);
    else known.push(info);
  }
  return journals;
}
