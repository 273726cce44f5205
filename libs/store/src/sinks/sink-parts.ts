import { BackendDriver } from 'nestjs-spearmint';
import {
  BareJournalReader,
  type OnMissed,
} from '../journal/bare-journal.reader.js';
import { LostSegments, sayLost } from '../journal/lost-segments.js';
import type { JournalSeams } from '../journal/journal-seams.interface.js';
import { type SinkFiles, sinkFiles } from '../journal/sink-files.js';
import { Courier } from './courier.js';
import { DeadLetters } from './dead-letters.js';
import { PersistedCursor } from './persisted-cursor.js';
import type { ResolvedSink } from './resolve-sinks.js';
import { SinkAccount } from './sink-account.js';
import { SinkLease } from './sink-lease.js';

/** How much is read at once for a backend that takes records one by one. */
const RUN_BATCH = 16;

/** What a sink is made of. @internal */
export interface SinkParts {
  readonly name: string;
  /** The folder of the journals. */
  readonly folder: string;
  readonly files: SinkFiles;
  readonly seams: JournalSeams;
  readonly account: SinkAccount;
  readonly driver: BackendDriver;
  readonly lease: SinkLease;
  readonly cursor: PersistedCursor;
  readonly letters: DeadLetters;
  readonly courier: Courier;
  readonly reader: BareJournalReader;
}

/** @internal */
export function makeParts(
  folder: string,
  { backend, options }: ResolvedSink,
  seams: JournalSeams,
): SinkParts {
  const { name, attempts, deadLetterBytes } = options;
  const files = sinkFiles(folder, name);
  const driver = new BackendDriver(backend, options);
  const account = new SinkAccount(seams.warn);
  const letters = new DeadLetters(name, files.folder, deadLetterBytes, account);
  const courier = new Courier({ name, attempts, driver, account, letters });
  const batchSize = driver.batchSize === 1 ? RUN_BATCH : options.batchSize;
  return {
    name,
    folder,
    files,
    seams,
    account,
    driver,
    letters,
    courier,
    lease: new SinkLease(files, seams),
    cursor: new PersistedCursor(name, files, account),
    reader: new BareJournalReader(
      folder,
      { batchSize },
      seams.warn,
      countLost(folder, name, seams, account),
    ),
  };
}

/** Each counts as one record at least, where nobody can tell how many it had. */
function countLost(
  folder: string,
  name: string,
  { fs }: JournalSeams,
  account: SinkAccount,
): OnMissed {
  const lost = new LostSegments(fs, folder, name);
  return (...segments) => {
    const count = lost.count(...segments);
    account.missed += count;
    if (count > 0)
      account.say('lost', sayLost(count, folder, `the sink "${name}"`));
  };
}
