import { closeSync, openSync, writeSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { BranchRecorder } from 'nestjs-spearmint';
import type { SqlDriverName } from '../database/driver/sql-connection.interface.js';
import { closeAll, openAll } from '../journal/use-up-files.fixture.js';
import { readerOf } from '../queries/reader-of.js';
import { BranchStore } from './branch-store.js';
import { recordTwenty, until } from './recording-child.fixture.js';
import { type StoreReport, storeReport } from './store-report.js';

/*
 * A process that has no files left when its store opens, and then as many as its journal
 * takes: no-files-at-boot-child <folder> <program of the thread> [driver]. Records 20
 * branches then, and 20 after it has closed the files; prints as JSON what became of them.
 */
export interface NoFilesAtBoot {
  readonly bootMs: number;
  /** How a query fails. */
  readonly query: string;
  readonly without: StoreReport;
  readonly after: StoreReport;
  readonly said: readonly string[];
  readonly logged: readonly string[];
}

const FOR_THE_JOURNAL = 3;
const [folder = '', program = '', driver] = process.argv.slice(2);
const said: string[] = [];
const logged: string[] = [];
const store = new BranchStore(
  {
    folder,
    database: { driver: driver as SqlDriverName, pollMs: 5, maxAgeMs: 1e13 },
  },
  {
    warn: (message) => said.push(message),
    log: (message) => logged.push(message),
    program: pathToFileURL(program),
  },
);
const recorder = new BranchRecorder({ warn: (message) => said.push(message) });
recorder.attach([store], { attempts: 1, gatherMs: 0 });

const report = (): StoreReport => storeReport(store.stats(), recorder.stats());

const left = Array.from({ length: FOR_THE_JOURNAL }, () =>
  openSync('/dev/null', 'r'),
);
openAll();
const since = performance.now();
store.open();
const bootMs = performance.now() - since;
left.forEach((file) => closeSync(file));
await recordTwenty(recorder);
await until(() => (report().database?.restarts ?? 0) >= 3);
const query = await readerOf(store)
  .experiments()
  .then(() => 'answered', String);
const without = report();
closeAll();
await recordTwenty(recorder);
await store.database?.caughtUp(30_000);
await until(() => report().database?.added === 40);
const result: NoFilesAtBoot = {
  bootMs,
  query,
  without,
  after: report(),
  said,
  logged,
};
writeSync(1, JSON.stringify(result));
process.exit();
