import { InvalidJournalOptionError } from './invalid-journal-option.error.js';

/**
 * When the disk is told to keep what was written (`fdatasync`): before a batch
 * counts as recorded, at an interval, or never. A killed process loses nothing
 * under any of them; they differ in what a power failure may take.
 *
 * @publicApi
 */
export type SyncPolicy = 'always' | 'interval' | 'never';

/** Where a journal is, and its limits. @publicApi */
export class JournalOptions {
  /**
   * The folder; made when it is missing. Several processes may share it.
   * @default none: `JournalBackend` has to be given one
   */
  folder = '';
  /**
   * How large one record may be in the journal, in bytes; what is larger is cut, and marked as cut.
   * @default 262_144
   */
  maxRecordBytes = 262_144;
  /**
   * When the disk is told to keep what was written: `always` (before it counts as recorded), `interval` or `never`.
   * @default 'interval'
   */
  sync: SyncPolicy = 'interval';
  /**
   * The interval, in milliseconds: what a power failure may take at most.
   * @default 50
   */
  syncMs = 50;
  /**
   * How large a segment gets before the next one is begun, in bytes.
   * @default 67_108_864
   */
  segmentBytes = 67_108_864;
  /**
   * How old a segment gets before the next one is begun, in milliseconds.
   * @default 3_600_000
   */
  segmentMs = 3_600_000;
  /**
   * How much all segments of the folder may hold, in bytes; the oldest are deleted, whether a sink has read them or not.
   * @default 1_073_741_824
   */
  maxBytes = 1_073_741_824;
  /**
   * How long segments are kept after their last record, in milliseconds; longer where a sink has not read them.
   * @default 604_800_000
   */
  maxAgeMs = 604_800_000;
  /**
   * How often both are looked at, in milliseconds, besides when the folder is opened and when a segment begins.
   * @default 60_000
   */
  retentionMs = 60_000;
}

const SMALLEST: Readonly<Partial<Record<keyof JournalOptions, number>>> = {
  maxRecordBytes: 1_024,
  syncMs: 1,
  segmentBytes: 1_024,
  segmentMs: 1,
  maxBytes: 1_024,
  maxAgeMs: 1,
  retentionMs: 1,
};
const POLICIES: readonly unknown[] = ['always', 'interval', 'never'];

/** An option that makes no sense. @internal */
export interface OptionIssue {
  readonly name: string;
  readonly value: unknown;
  /** What it should be, in words. */
  readonly needed: string;
}

/**
 * The defaults with what is defined of `given` over them.
 *
 * @throws InvalidJournalOptionError for a value that makes no sense.
 * @internal
 */
export function resolveJournalOptions(
  given: Partial<JournalOptions>,
): JournalOptions {
  const options = withDefaults(given);
  const [issue] = journalIssues(options);
  if (issue === undefined) return options;
  throw new InvalidJournalOptionError(issue.name, issue.value, issue.needed);
}

/** @internal */
export function journalIssues(options: JournalOptions): OptionIssue[] {
  return (Object.keys(options) as (keyof JournalOptions)[]).flatMap((name) => {
    const value: unknown = options[name];
    const needed = needOf(name, value);
    return needed === undefined ? [] : [{ name, value, needed }];
  });
}

/** @internal */
export function withDefaults(given: Partial<JournalOptions>): JournalOptions {
  const options = new JournalOptions();
  for (const name of Object.keys(options) as (keyof JournalOptions)[])
    Object.assign(options, { [name]: given[name] ?? options[name] });
  return options;
}

/** What an option should be where it is not. */
function needOf(
  name: keyof JournalOptions,
  value: unknown,
): string | undefined {
  const least = SMALLEST[name];
  if (least !== undefined) {
    const isSound = Number.isSafeInteger(value) && (value as number) >= least;
    return isSound ? undefined : `a whole number from ${least} up`;
  }
  if (name === 'sync')
    return POLICIES.includes(value)
      ? undefined
      : "'always', 'interval' or 'never'";
  return typeof value === 'string' && value !== ''
    ? undefined
    : 'the path of a folder';
}
