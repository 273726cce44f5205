import type { BranchRecord } from 'nestjs-spearmint';
import type { SqlConnection } from '../driver/sql-connection.interface.js';
import { type RollupSpan, SPAN_START, SPANS } from '../schema/rollup-span.js';
import type { MomentsRow } from '../sketch/moments.js';
import { NextKey } from './next-key.js';
import { Rollup, type RollupRow } from './rollup.js';

/** Which figures. */
interface RollupName {
  readonly span: RollupSpan;
  readonly experiment: number;
  /** 0 for all of the experiment. */
  readonly config: number;
  readonly role: string;
  readonly start: number;
}

interface OpenRollup {
  readonly name: RollupName;
  readonly rollup: Rollup;
}

/** How many are held in memory between transactions. */
const HELD = 4_096;
const COLUMNS = 18;

/**
 * Adds branches to the figures of their experiment and config, for each span of time
 * they are in. Held in memory during a transaction, and written at its end.
 *
 * @internal
 */
export class RollupBook {
  private readonly held = new Map<string, OpenRollup>();
  private readonly changed = new Set<OpenRollup>();
  private readonly next: NextKey;

  constructor(private readonly connection: SqlConnection) {
    this.next = new NextKey(connection, 'rollup');
  }

  add(
    record: BranchRecord,
    experiment: number,
    config: number,
    scores: readonly (readonly [metric: number, value: number])[],
  ): void {
    const { role, startedAt } = record;
    for (const span of SPANS) {
      const start = SPAN_START[span](startedAt);
      for (const one of [config, 0]) {
        const open = this.open({ span, experiment, config: one, role, start });
        open.rollup.add(record, scores);
        this.changed.add(open);
      }
    }
  }

  /** Writes what has changed. */
  save(): void {
    for (const open of this.changed) this.write(open);
    this.changed.clear();
    if (this.held.size > HELD) this.held.clear();
  }

  private open(name: RollupName): OpenRollup {
    const { span, experiment, config, role, start } = name;
    const text = `${span} ${experiment} ${config} ${role} ${start}`;
    let open = this.held.get(text);
    if (open === undefined) {
      open = { name, rollup: this.read(name) };
      this.held.set(text, open);
    }
    return open;
  }

  private read({ span, experiment, config, role, start }: RollupName): Rollup {
    const row = this.connection
      .prepare(
        'SELECT * FROM rollup WHERE span = ? AND experiment = ? AND config = ? AND role = ? AND start = ?',
      )
      .get<RollupRow>(span, experiment, config, role, start);
    if (row === undefined) return new Rollup(this.next.take());
    const scores = this.connection
      .prepare('SELECT * FROM rollup_score WHERE rollup = ?')
      .all<MomentsRow & { metric: number }>(row.key);
    return new Rollup(row.key, row, scores);
  }

  private write({ name, rollup }: OpenRollup): void {
    const row = rollup.toRow();
    const places = Array.from({ length: COLUMNS }, () => '?').join(', ');
    this.connection
      .prepare(`INSERT OR REPLACE INTO rollup VALUES (${places})`)
      .run(
        row.key,
        name.span,
        name.experiment,
        name.config,
        name.role,
        name.start,
        row.succeeded,
        row.failed,
        row.skipped,
        row.pending,
        row.first_at,
        row.last_at,
        row.timed,
        row.mean_ms,
        row.m2_ms,
        row.min_ms,
        row.max_ms,
        row.sketch,
      );
    for (const { metric, n, mean, m2, least, most } of rollup.scoreRows())
      this.connection
        .prepare(
          'INSERT OR REPLACE INTO rollup_score VALUES (?, ?, ?, ?, ?, ?, ?)',
        )
        .run(rollup.key, metric, n, mean, m2, least, most);
  }
}
