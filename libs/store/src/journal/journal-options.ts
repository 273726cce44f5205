import { issuesOf } from '../options/option-issues.js';
import { isPathOf, isWhole, type RulesOf, when } from '../options/rules.js';
import { withDefaults } from '../options/with-defaults.js';
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

const POLICIES: readonly unknown[] = ['always', 'interval', 'never'];

/** @internal */
export const JOURNAL_RULES: RulesOf<JournalOptions> = {
  folder: isPathOf('folder'),
  maxRecordBytes: isWhole(1_024),
  sync: when(
    (value) => POLICIES.includes(value),
    "'always', 'interval' or 'never'",
  ),
  syncMs: isWhole(1),
  segmentBytes: isWhole(1_024),
  segmentMs: isWhole(1),
  maxBytes: isWhole(1_024),
  maxAgeMs: isWhole(1),
  retentionMs: isWhole(1),
};

/**
 * The defaults with what is defined of `given` over them.
 *
 * @throws InvalidJournalOptionError for a value that makes no sense.
 * @internal
 */
export function resolveJournalOptions(
  given: Partial<JournalOptions>,
): JournalOptions {
  const options = withDefaults(new JournalOptions(), given);
  const [issue] = issuesOf(options, JOURNAL_RULES);
  if (issue !== undefined) throw new InvalidJournalOptionError(issue);
  return options;
}
