import * as fs from 'node:fs';
import { Logger } from '@nestjs/common';
import type { JournalSeams } from './journal-seams.interface.js';

/** The file system, the clocks and the log as they are. @internal */
export function systemSeams(): JournalSeams {
  const logger = new Logger('SpearmintJournal');
  return {
    fs,
    now: () => performance.now(),
    date: () => Date.now(),
    warn: (message) => logger.warn(message),
  };
}
