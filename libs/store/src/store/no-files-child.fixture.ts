import { writeSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { BranchRecorder, LoggerBackend } from 'nestjs-spearmint';
import { closeAll, openAll } from '../journal/use-up-files.fixture.js';
import { BranchStore } from './branch-store.js';
import { recordTwenty, until } from './recording-child.fixture.js';
import { type StoreReport, storeReport } from './store-report.js';

/*
 * A process with a store that uses up its files: no-files-child <folder> <program of
 * the thread>. Records 20 branches before, 20 then, and 20 after it has closed the files
 * again; prints as JSON what became of them.
 */
export interface NoFiles {
  readonly limit: string;
  readonly without: StoreReport;
  readonly after: StoreReport;
  readonly said: readonly string[];
}

class Taking extends LoggerBackend {
  override logBranches(): void {
    // Counted by the sink.
  }
}

const [folder = '', program = ''] = process.argv.slice(2);
const said: string[] = [];
const warn = (message: string): void => void said.push(message);
const store = new BranchStore(
  {
    folder,
    database: { pollMs: 5, maxAgeMs: 1e13 },
    sinks: [{ name: 'sink', backend: new Taking(), gatherMs: 0, pollMs: 5 }],
  },
  { warn, log: () => undefined, program: pathToFileURL(program) },
);
const recorder = new BranchRecorder({ warn });
recorder.attach([store], { attempts: 1, gatherMs: 0, breakerThreshold: 1_000 });

const report = (): StoreReport => storeReport(store.stats(), recorder.stats());
const isSaid = (text: string): boolean =>
  said.some((line) => line.includes(text));

const arrived = async (): Promise<void> => {
  await store.database?.caughtUp(30_000);
  await store.delivered(30_000);
};

await recordTwenty(recorder);
await arrived();
const limit = openAll();
await recordTwenty(recorder);
await until(() => {
  // The database's thread gives some back when it ends.
  openAll();
  return isSaid('"sink"') && store.stats().database?.fault !== undefined;
});
const without = report();
closeAll();
await recordTwenty(recorder);
await arrived();
await until(() => report().database?.state === 'following');
const result: NoFiles = { limit, without, after: report(), said };
writeSync(1, JSON.stringify(result));
process.exit();
