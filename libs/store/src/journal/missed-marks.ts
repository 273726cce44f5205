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
 * Keeps in mind what was deleted and counted; of the sinks and journals that are there.
 *
 * @throws what the file system throws.
 * @internal
 */
export function markMissed(
  fs: JournalFs,
  folder: string,
  missed: readonly Mark[],
  known: {
    readonly sinks: ReadonlySet<string>;
    readonly journals: ReadonlySet<string>;
  },
): void {
  if (missed.length === 0) return;
  const marks: Marks = {};
  const add = ({ sink, journal, number }: Mark): void => {
    if (!known.sinks.has(sink) || !known.journals.has(journal)) return;
    const ofSink = (marks[sink] ??= {});
    ofSink[journal] = Math.max(ofSink[journal] ?? 0, number);
  };
  for (const [sink, journals] of Object.entries(read(fs, folder)))
    for (const [journal, number] of Object.entries(journals))
      add({ sink, journal, number });
  missed.forEach(add);
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
