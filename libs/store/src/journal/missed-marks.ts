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
 * Up to which segment of a journal those that a sink has missed were counted, when the
 * journal deleted them or when the sink came to the gap, in whichever process; 0 for none.
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
  return Object.hasOwn(marks, journal) ? numberOf(marks[journal]) : 0;
}

/**
 * Keeps in mind what was counted. Never throws: where it cannot be kept, it is counted by
 * the next process too.
 *
 * @internal
 */
export function markMissed(
  fs: JournalFs,
  folder: string,
  missed: readonly Mark[],
): void {
  if (missed.length === 0) return;
  try {
    write(fs, folder, missed);
  } catch {
    // The folder is full, or may not be written to.
  }
}

function write(fs: JournalFs, folder: string, missed: readonly Mark[]): void {
  const marks = read(fs, folder);
  for (const { sink, journal, number } of missed) {
    const { [journal]: before = 0, ...others } = marks[sink] ?? {};
    // The latest last, and the oldest ones forgotten.
    const latest = Object.entries(others).slice(1 - MOST_JOURNALS);
    const last = Math.max(numberOf(before), number);
    marks[sink] = Object.fromEntries([...latest, [journal, last]]);
  }
  const draft = `${fileIn(folder)}.tmp`;
  fs.writeFileSync(draft, JSON.stringify(marks));
  fs.renameSync(draft, fileIn(folder));
}

function read(fs: Pick<JournalFs, 'readFileSync'>, folder: string): Marks {
  try {
    const text = fs.readFileSync(fileIn(folder), 'utf8');
    return { ...(JSON.parse(text) as Marks) };
  } catch {
    return {};
  }
}

/** Of what may have been written by anybody. */
function numberOf(mark: unknown): number {
  return Number.isSafeInteger(mark) ? (mark as number) : 0;
}
