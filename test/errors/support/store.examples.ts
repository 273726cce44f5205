import { join } from 'node:path';
import { BranchStore, JournalBackend } from '@nestjs-spearmint/store';
import { files } from '../../../libs/spearmint/src/config/files.fixture.js';
import { recordOf } from '../../../libs/store/src/journal/record-of.fixture.js';
import type { Examples } from './error-package.interface.js';

export const storeExamples: Examples = {
  SPEARMINT_E_JOURNAL_OPTION: () =>
    new JournalBackend({ folder: 'journal', segmentBytes: -1 }),
  SPEARMINT_E_JOURNAL_WRITE: async () => {
    // A file stands where the folder should be.
    const folder = join(files({ journal: '' }), 'journal');
    const journal = new JournalBackend({ folder });
    try {
      await journal.logBranches([recordOf(1)]);
    } finally {
      await journal.close();
    }
  },
  SPEARMINT_E_REPLAY: () => new BranchStore().replayDeadLetters('mlflow'),
  SPEARMINT_E_STORE_OPTIONS: () =>
    new BranchStore({ sync: 'often' as never, maxBytes: 3 }),
};
