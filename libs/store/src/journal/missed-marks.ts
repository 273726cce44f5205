import { join } from 'node:path';
import type { JournalFs } from './journal-seams.interface.js';

/** For each sink and journal, the last segment that it has missed. */
type Marks = Record<string, Record<string, number>>;

/** A segment that a sink has missed. @internal */
export interface Mark {
  readonly sink: string;
  readonly journal: string;
  readonly number: number;
}

const MOST_JOURNALS = 1_000;

// Not in the folder of a sink, whose age tells when it was in use.
const fileIn = (folder: string): string => join(folder, 'missed.json');

/**
 * Up to which segment of a journal those that a sink has missed were deleted by the
 * journal itself, in whichever process, and were counted then; 0 for none.
 *
 * @internal
 */
export function missedUpTo(
  fs: Pick<JournalFs, 'readFileSync'>,
  folder: string,
  sink: string,
  journal: string,
): number {
  const marks = read(fs, folder)[sink] ?? {};
  return Object.hasOwn(marks, journal) ? (marks[journal] ?? 0) : 0;
}

/**
 * Keeps in mind that a segment was deleted and counted.
 *
 * @throws what the file system throws.
 * @internal
 */
export function markMissed(
  fs: JournalFs,
  folder: string,
  missed: readonly Mark[],
): void {
  if (missed.length === 0) return;
  const marks = read(fs, folder);
  for (const { sink, journal, number } of missed) {
    const { [journal]: before = 0, ...others } = marks[sink] ?? {};
    // The latest last, and the oldest ones forgotten.
    const latest = Object.entries(others).slice(1 - MOST_JOURNALS);
    const last = Math.max(before, number);
    marks[sink] = Object.fromEntries([...latest, [journal, last]]);
  }
  const draft = `${fileIn(folder)}.tmp`;
  fs.writeFileSync(draft, JSON.stringify(marks));
  fs.renameSync(draft, fileIn(folder));
}

function read(fs: Pick<JournalFs, 'readFileSync'>, folder: string): Marks {
  try {
    return JSON.parse(fs.readFileSync(fileIn(folder), 'utf8')) as Marks;
  } catch {
    return {};
  }
}
