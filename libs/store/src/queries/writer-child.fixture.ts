import { writeSync } from 'node:fs';
import { findDriver } from '../database/driver/find-driver.js';
import { BranchWriter } from '../database/ingest/branch.writer.js';
import { openToWrite } from '../database/open-database.js';
import { recordOf } from '../journal/record-of.fixture.js';

/*
 * A process that writes as fast as it can until it is killed: writer-child <file>. How
 * many branches are written goes to its output after each transaction.
 */
const [path = ''] = process.argv.slice(2);
const { driver, reasons = [] } = findDriver();
if (driver === undefined) throw new Error(reasons.join('; '));
const writer = new BranchWriter(openToWrite(driver, path));
const BATCH = 20;
let written = 0;

function work(): void {
  const entries = Array.from({ length: BATCH }, (_, index) => ({
    record: recordOf(written + index, { scores: { exact: index % 2 } }),
    truncated: [],
  }));
  written += BATCH;
  writer.write(entries, { journal: { segment: 1, offset: written } });
  writeSync(1, `${written}\n`);
  setImmediate(work);
}

work();
