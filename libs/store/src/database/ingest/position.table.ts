import type {
  JournalPosition,
  SegmentPosition,
} from '../../journal/journal-position.interface.js';
import type { SqlConnection } from '../driver/sql-connection.interface.js';

/** How far the journals have been read into a database. @internal */
export function readPosition(connection: SqlConnection): JournalPosition {
  const rows = connection
    .prepare('SELECT journal, segment, offset FROM journal_position')
    .all<SegmentPosition & { journal: string }>();
  return Object.fromEntries(
    rows.map(({ journal, segment, offset }) => [journal, { segment, offset }]),
  );
}

/** @internal */
export function savePosition(
  connection: SqlConnection,
  position: JournalPosition,
  before: JournalPosition,
): void {
  const replace = connection.prepare(
    'INSERT OR REPLACE INTO journal_position VALUES (?, ?, ?)',
  );
  for (const [journal, { segment, offset }] of Object.entries(position)) {
    const was = before[journal];
    if (was?.segment !== segment || was.offset !== offset)
      replace.run(journal, segment, offset);
  }
  const remove = connection.prepare(
    'DELETE FROM journal_position WHERE journal = ?',
  );
  for (const journal of Object.keys(before))
    if (!Object.hasOwn(position, journal)) remove.run(journal);
}
