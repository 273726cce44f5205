import { Logger } from '@nestjs/common';
import type { JournalSeams } from '../journal/journal-seams.interface.js';
import { systemSeams } from '../journal/system-seams.js';

/** What a store takes from the outside world. @internal */
export interface StoreSeams extends JournalSeams {
  /** Where it says what it does. */
  readonly log: (message: string) => void;
  /** The program of the database's thread. */
  readonly program?: URL;
}

/** @internal */
export function storeSeams(): StoreSeams {
  const logger = new Logger('SpearmintStore');
  return {
    ...systemSeams(),
    warn: (message) => logger.warn(message),
    log: (message) => logger.log(message),
  };
}
