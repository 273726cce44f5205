import type { BranchRecord } from 'nestjs-spearmint';
import type { JournalEntry } from '../../journal/journal-entry.interface.js';
import type { JournalPosition } from '../../journal/journal-position.interface.js';
import { immediate } from '../driver/immediate.js';
import type { SqlConnection } from '../driver/sql-connection.interface.js';
import { faultOf, payloadOf, sizeOf, textOf } from './branch-row.js';
import { ConfigKeys } from './config-keys.js';
import { NameKeys } from './name-keys.js';
import { NextKey } from './next-key.js';
import { readPosition, savePosition } from './position.table.js';
import { RollupBook } from './rollup.book.js';

/** What became of a batch. @internal */
export interface Written {
  /** Branches that were not there before. */
  readonly added: number;
  /** Branches that were there already, and were not counted again. */
  readonly known: number;
  /** Why records were left out, one entry each. */
  readonly refused: readonly string[];
  /** Experiments that have very many configs by now, each told once. */
  readonly crowded: readonly string[];
}

/** What is held in memory of a database, as it stands at the end of a transaction. */
interface Held {
  readonly experiments: NameKeys;
  readonly configs: ConfigKeys;
  readonly metrics: NameKeys;
  readonly branches: NextKey;
  readonly rollups: RollupBook;
  position: JournalPosition;
  commits: number;
}

/**
 * Writes what was read of the journal, and how far that was, in one transaction: a
 * process that is killed has both or neither. A branch is counted once, by its id.
 *
 * @internal
 */
export class BranchWriter {
  private held: Held | undefined = undefined;

  constructor(private readonly connection: SqlConnection) {}

  /** How far the journals have been read. */
  get position(): JournalPosition {
    return (this.held ??= this.load()).position;
  }

  /**
   * @returns nothing when another process has written since: then `position` says where
   * to go on.
   * @throws what the driver throws; nothing of the batch is written then.
   */
  write(
    entries: readonly JournalEntry[],
    position: JournalPosition,
  ): Written | undefined {
    const held = (this.held ??= this.load());
    try {
      const written = immediate(this.connection, () =>
        this.writeAll(held, entries, position),
      );
      if (written === undefined) this.held = undefined;
      return written;
    } catch (error) {
      // What is held has counted what was taken back.
      this.held = undefined;
      throw error;
    }
  }

  private writeAll(
    held: Held,
    entries: readonly JournalEntry[],
    position: JournalPosition,
  ): Written | undefined {
    if (this.commits() !== held.commits) return undefined;
    const refused: string[] = [];
    let added = 0;
    for (const entry of entries) {
      const fault = faultOf(entry.record);
      if (fault !== undefined) refused.push(fault);
      else if (this.add(held, entry)) added++;
    }
    held.rollups.save();
    savePosition(this.connection, position, held.position);
    held.position = position;
    held.commits++;
    this.connection.prepare('UPDATE ingest SET commits = ?').run(held.commits);
    return {
      added,
      known: entries.length - added - refused.length,
      refused,
      crowded: held.configs.takeCrowded().map((key) => this.nameOf(key)),
    };
  }

  /** Whether it was not there before. */
  private add(held: Held, entry: JournalEntry): boolean {
    const { record } = entry;
    const payload = payloadOf(entry);
    const experiment = held.experiments.of(record.experiment);
    const config = held.configs.of(
      experiment,
      record.configId,
      payload.config,
      record.configSource,
    );
    const key = held.branches.take();
    const added = this.connection
      .prepare(
        'INSERT INTO branch VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING',
      )
      .run(
        key,
        record.id,
        textOf(record.parentId),
        experiment,
        config.key,
        record.configSource,
        record.configRead ? 1 : 0,
        record.role,
        record.status,
        record.startedAt,
        record.durationMs ?? null,
        textOf(record.error?.type),
        textOf(record.reason),
        record.attempts?.length ?? null,
        sizeOf(payload),
      );
    if (added === 0) return false;
    held.configs.label(config, textOf(record.label), record.configSource);
    // A config that was changed under its id is kept with the branch.
    const own = payload.config === config.value ? null : payload.config;
    this.connection
      .prepare('INSERT INTO payload VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)')
      .run(
        key,
        own,
        payload.args,
        payload.output,
        payload.error,
        payload.scores,
        payload.attempts,
        payload.truncated,
        payload.cut,
        payload.more,
      );
    const scores = this.addScores(held, key, record);
    held.rollups.add(record, experiment, config.key, scores);
    return true;
  }

  private addScores(
    held: Held,
    branch: number,
    { scores = {} }: BranchRecord,
  ): (readonly [metric: number, value: number])[] {
    const rows: (readonly [number, number])[] = [];
    for (const [name, value] of Object.entries(scores)) {
      if (!Number.isFinite(value)) continue;
      const metric = held.metrics.of(name);
      this.connection
        .prepare('INSERT INTO score VALUES (?, ?, ?)')
        .run(branch, metric, value);
      rows.push([metric, value]);
    }
    return rows;
  }

  private nameOf(experiment: number): string {
    return (
      this.connection
        .prepare('SELECT name FROM experiment WHERE key = ?')
        .get<{ name: string }>(experiment)?.name ?? ''
    );
  }

  private load(): Held {
    const { connection } = this;
    return {
      experiments: new NameKeys(connection, 'experiment'),
      configs: new ConfigKeys(connection),
      metrics: new NameKeys(connection, 'metric'),
      branches: new NextKey(connection, 'branch'),
      rollups: new RollupBook(connection),
      position: readPosition(connection),
      commits: this.commits(),
    };
  }

  private commits(): number {
    return (
      this.connection
        .prepare('SELECT commits FROM ingest')
        .get<{ commits: number }>()?.commits ?? 0
    );
  }
}
