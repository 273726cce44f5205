import { SpearmintError } from 'nestjs-spearmint';
import { codeOf } from './code-of.js';

const REMEDIES: Readonly<Record<string, string>> = {
  ENOSPC: 'Free some disk space, or lower maxBytes.',
  EDQUOT: 'Raise the quota of the disk, or lower maxBytes.',
  EMFILE: 'Raise the limit of open files (ulimit -n).',
  ENFILE: 'Raise the limit of open files of the system.',
};
const DEFAULT_REMEDY =
  'See that the folder is there and that the application may write to it.';

/**
 * The journal could not write records. None of the batch counts as recorded.
 *
 * @remedy See that the folder is there, is writable, and has space left; the recorder tries the records again.
 * @publicApi
 */
export class JournalWriteError extends SpearmintError {
  readonly code = 'SPEARMINT_E_JOURNAL_WRITE';

  constructor(
    /** The journal's folder. */
    readonly folder: string,
    /** How many records the batch has. */
    readonly count: number,
    cause: unknown,
  ) {
    const code = codeOf(cause);
    super(
      `${code}: ${count} ${count === 1 ? 'record was' : 'records were'} not written to the journal. ` +
        `${REMEDIES[code] ?? DEFAULT_REMEDY} The folder is "${folder}".`,
      { cause },
    );
  }
}
