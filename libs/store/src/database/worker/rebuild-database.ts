import { randomBytes } from 'node:crypto';
import { readdirSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { BareJournalReader } from '../../journal/bare-journal.reader.js';
import { immediate } from '../driver/immediate.js';
import type {
  SqlConnection,
  SqlDriver,
} from '../driver/sql-connection.interface.js';
import { IngestSession } from './ingest.session.js';

interface Place {
  readonly folder: string;
  readonly path: string;
}

/**
 * Makes a second database of what the journals hold, and puts its content in the place
 * of that of the one that is open, in one transaction. The file stays the same: were
 * another one put in its place, whoever has the old one open would delete the new
 * one's write-ahead log when it closes.
 *
 * @returns how many branches are in it.
 * @throws what the driver and the file system throw; everything is as it was then.
 * @internal
 */
export async function rebuildDatabase(
  driver: SqlDriver,
  { folder, path }: Place,
  target: SqlConnection,
  warn: (message: string) => void,
  isOver: () => boolean,
): Promise<number> {
  removeDrafts(path);
  const draft = `${path}.rebuild-${randomBytes(4).toString('hex')}`;
  try {
    const reader = new BareJournalReader(folder, {}, warn);
    const branches = await fill(driver, draft, reader, isOver);
    takeOver(target, draft);
    return branches;
  } finally {
    removeDrafts(path);
  }
}

async function fill(
  driver: SqlDriver,
  path: string,
  reader: BareJournalReader,
  isOver: () => boolean,
): Promise<number> {
  const session = IngestSession.open(driver, path);
  let branches = 0;
  try {
    const isComplete = await session.pass(reader, (_batch, { added }) => {
      branches += added;
      return !isOver();
    });
    if (!isComplete) throw new Error('the store was stopped');
  } finally {
    session.close();
  }
  return branches;
}

function takeOver(target: SqlConnection, draft: string): void {
  target.exec(`ATTACH '${draft.replaceAll("'", "''")}' AS draft`);
  try {
    const tables = target
      .prepare("SELECT name FROM draft.sqlite_master WHERE type = 'table'")
      .all<{ name: string }>();
    immediate(target, () => {
      // Neither is counted back: another writer sees that something was written.
      const { commits } = target
        .prepare('SELECT commits FROM main.ingest')
        .get<{ commits: number }>() ?? { commits: 0 };
      for (const { name } of tables)
        target.exec(
          `DELETE FROM main."${name}"; INSERT INTO main."${name}" SELECT * FROM draft."${name}"`,
        );
      target.exec(`UPDATE main.ingest SET commits = commits + ${commits} + 1`);
    });
  } finally {
    target.exec('DETACH draft');
  }
  target.exec('PRAGMA wal_checkpoint(TRUNCATE)');
}

/** Those of a process that was killed too. */
function removeDrafts(path: string): void {
  const folder = dirname(path);
  const start = `${basename(path)}.rebuild-`;
  for (const name of readdirSync(folder))
    if (name.startsWith(start)) rmSync(join(folder, name), { force: true });
}
